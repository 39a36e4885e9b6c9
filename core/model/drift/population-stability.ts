/** Bins of equal shares of a reference sample: the edges between them, ascending. */
export interface ReferenceBins {
  readonly edges: readonly number[];
  /** Share of the reference in each bin, edges.length + 1 of them, summing to 1. */
  readonly shares: readonly number[];
}

/** A share of nothing counts as this, so that an empty bin has a finite weight. */
const LEAST_SHARE = 1e-4;

/**
 * Bins of `values` at their quantiles. Values that stand on several quantiles (a feature that is mostly 0) share a bin, so
 * that there may be fewer than asked for.
 * @param values the reference, any order; NaN is passed over.
 * @throws RangeError when none is a number.
 */
export function referenceBins(values: ArrayLike<number>, bins = 10): ReferenceBins {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) throw new RangeError('bins of a reference without a number');
  const edges: number[] = [];
  for (let bin = 1; bin < bins; bin++) {
    const edge = sorted[Math.floor((bin * sorted.length) / bins)]!;
    if (edge > (edges.at(-1) ?? sorted[0]!)) edges.push(edge);
  }
  return { edges, shares: binShares(sorted, edges) };
}

/** Share of the values in each bin; one on an edge belongs to the bin above. NaN is passed over; of no values: zeros. */
export function binShares(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    counts[binOf(value, edges)]! += 1;
    total += 1;
  }
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

/**
 * Population stability index, Σ (now − before) · ln(now / before) over the bins (S. Lewis, "An Introduction to Credit
 * Scoring", 1994; the symmetric Kullback–Leibler divergence of the two). 0 when nothing moved; by custom up to 0.1 is
 * stable and 0.25 a shift.
 * @throws RangeError when the bins are not as many.
 */
export function populationStability(before: readonly number[], now: readonly number[]): number {
  if (before.length !== now.length) {
    throw new RangeError(`${before.length} shares before and ${now.length} now: as many of both would be right`);
  }
  return before.reduce((sum, share, i) => {
    const [b, n] = [Math.max(share, LEAST_SHARE), Math.max(now[i]!, LEAST_SHARE)];
    return sum + (n - b) * Math.log(n / b);
  }, 0);
}

function binOf(value: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value >= edges[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
