/**
 * (x - mean) / (0.015 * mean absolute deviation) of the last `width` values, 0 where either is 0, NaN before there are so
 * many. The mean is taken of differences, so that equal values have exactly no deviation.
 */
export function commodityChannelIndex(x: Float64Array, width: number, out: Float64Array): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(width - 1, n));
  for (let i = width - 1; i < n; i++) {
    const start = i - width + 1;
    let differences = 0;
    for (let k = start; k < i; k++) differences += x[k]! - x[i]!;
    const mean = x[i]! + differences / width;
    let deviations = 0;
    for (let k = start; k <= i; k++) deviations += Math.abs(x[k]! - mean);
    const distance = x[i]! - mean;
    out[i] = distance === 0 || deviations === 0 ? 0 : distance / (0.015 * (deviations / width));
  }
  return out;
}
