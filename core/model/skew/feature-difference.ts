/** Values of the same minutes and features, computed in two ways: row-major, rows × names.length. */
export interface ComparedFeatures {
  readonly names: readonly string[];
  /** Spread of each feature in training; 0 for one that the network doesn't see. */
  readonly std: readonly number[];
  /** As the process that serves computes them, from its window of minutes. */
  readonly live: ArrayLike<number>;
  /** As training had them, from the whole history. */
  readonly batch: ArrayLike<number>;
}

/** The largest difference of one feature. */
export interface FeatureDifference {
  readonly feature: string;
  /** Row of the largest difference, and its values. */
  readonly row: number;
  readonly live: number;
  readonly batch: number;
}

/** What two ways of computing may differ by: 1e-9 of the value, as the features promise, ... */
const RELATIVE = 1e-9;
/** ... and, around zero, a millionth of the feature's spread, of which a network notices nothing. */
const OF_SPREAD = 1e-6;

/**
 * Features that the two ways disagree about: |live − batch| > 1e-9 × |batch| + 1e-6 × std in some row, or only one of them
 * a number. Features with std 0 are passed over.
 * @throws RangeError when the matrices are not of one shape.
 */
export function featureDifferences({ names, std, live, batch }: ComparedFeatures): FeatureDifference[] {
  const width = names.length;
  if (live.length !== batch.length || live.length % width !== 0 || std.length !== width) {
    throw new RangeError(
      `${live.length} live and ${batch.length} batch values of ${width} features: as many of both, in whole rows, would be right`,
    );
  }
  const found: FeatureDifference[] = [];
  for (let column = 0; column < width; column++) {
    const spread = std[column]!;
    if (spread === 0) continue;
    let worst: FeatureDifference | undefined;
    let worstExcess = 0;
    for (let i = column; i < live.length; i += width) {
      const excess = excessOf(live[i]!, batch[i]!, spread);
      if (excess <= worstExcess) continue;
      worstExcess = excess;
      worst = { feature: names[column]!, row: (i - column) / width, live: live[i]!, batch: batch[i]! };
    }
    if (worst) found.push(worst);
  }
  return found;
}

/** By how many spreads two values differ beyond what they may; 0 when they agree. */
function excessOf(live: number, batch: number, spread: number): number {
  if (Number.isNaN(live) && Number.isNaN(batch)) return 0;
  const excess = (Math.abs(live - batch) - RELATIVE * Math.abs(batch)) / spread - OF_SPREAD;
  return Number.isFinite(excess) ? Math.max(0, excess) : Infinity;
}
