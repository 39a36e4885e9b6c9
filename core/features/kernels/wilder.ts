/**
 * Wilder's average by TA-Lib's definition: the simple mean of the first `period` values, then
 * (average * (period - 1) + x) / period. NaN before index `first`, the mean of x[first - period + 1 .. first].
 * `out` must not be `x`: the seed is read after the undefined part is written.
 *
 * Two rows a step, each a weighted sum with the average before both: a row need not wait for the one before it.
 */
export function wilderAverage(x: Float64Array, period: number, out: Float64Array, first: number): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(first, n));
  if (first >= n) return out;
  let seed = 0;
  for (let i = first - period + 1; i <= first; i++) seed += x[i]!;
  let average = seed / period;
  out[first] = average;
  const weight = 1 / period;
  const keep = 1 - weight;
  const keepTwice = keep * keep;
  let i = first + 1;
  for (; i + 2 <= n; i += 2) {
    const share = x[i]! * weight;
    out[i] = average * keep + share;
    average = average * keepTwice + (share * keep + x[i + 1]! * weight);
    out[i + 1] = average;
  }
  if (i < n) out[i] = average * keep + x[i]! * weight;
  return out;
}
