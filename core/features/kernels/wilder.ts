/**
 * Wilder's average by TA-Lib's definition: the simple mean of the first `period` values, then
 * (average * (period - 1) + x) / period. NaN before index `first`, the mean of x[first - period + 1 .. first].
 * `out` must not be `x`: the seed is read after the undefined part is written.
 */
export function wilderAverage(x: Float64Array, period: number, out: Float64Array, first: number): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(first, n));
  if (first >= n) return out;
  let seed = 0;
  for (let i = first - period + 1; i <= first; i++) seed += x[i]!;
  let average = seed / period;
  out[first] = average;
  for (let i = first + 1; i < n; i++) {
    average = (average * (period - 1) + x[i]!) / period;
    out[i] = average;
  }
  return out;
}
