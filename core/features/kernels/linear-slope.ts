/** Slope per bar of the least-squares line through the last `width` values, NaN before there are so many. */
export function linearSlope(x: Float64Array, width: number, out: Float64Array): Float64Array {
  const n = x.length;
  const middle = (width - 1) / 2;
  const divisor = (width * (width * width - 1)) / 12;
  out.fill(NaN, 0, Math.min(width - 1, n));
  for (let i = width - 1; i < n; i++) {
    const origin = x[i]!;
    const start = i - width + 1;
    let product = 0;
    for (let k = 0; k < width; k++) product += (k - middle) * (x[start + k]! - origin);
    out[i] = product / divisor;
  }
  return out;
}
