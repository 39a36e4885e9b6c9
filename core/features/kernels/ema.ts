/**
 * Exponential moving average by TA-Lib's definition: the simple mean of the first `period` values, then
 * ema += (x - ema) * 2 / (period + 1). NaN before index `first`, the mean of x[first - period + 1 .. first].
 * `out` must not be `x`: the seed is read after the undefined part is written.
 */
export function ema(x: Float64Array, period: number, out: Float64Array, first = period - 1): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(first, n));
  if (first >= n) return out;
  let seed = 0;
  for (let i = first - period + 1; i <= first; i++) seed += x[i]!;
  let average = seed / period;
  out[first] = average;
  const weight = 2 / (period + 1);
  for (let i = first + 1; i < n; i++) {
    average = (x[i]! - average) * weight + average;
    out[i] = average;
  }
  return out;
}
