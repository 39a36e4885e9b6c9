/** Windows in step: each is summed by itself, in its own order, while the others' additions are still under way. */
const LANES = 4;

/** Slope per bar of the least-squares line through the last `width` values, NaN before there are so many. */
export function linearSlope(x: Float64Array, width: number, out: Float64Array): Float64Array {
  const n = x.length;
  const middle = (width - 1) / 2;
  const divisor = (width * (width * width - 1)) / 12;
  out.fill(NaN, 0, Math.min(width - 1, n));
  let i = width - 1;
  for (; i + LANES <= n; i += LANES) {
    const start = i - width + 1;
    const [x0, x1, x2, x3] = [x[i]!, x[i + 1]!, x[i + 2]!, x[i + 3]!];
    let [product0, product1, product2, product3] = [0, 0, 0, 0];
    for (let k = 0; k < width; k++) {
      const weight = k - middle;
      product0 += weight * (x[start + k]! - x0);
      product1 += weight * (x[start + k + 1]! - x1);
      product2 += weight * (x[start + k + 2]! - x2);
      product3 += weight * (x[start + k + 3]! - x3);
    }
    out[i] = product0 / divisor;
    out[i + 1] = product1 / divisor;
    out[i + 2] = product2 / divisor;
    out[i + 3] = product3 / divisor;
  }
  for (; i < n; i++) {
    const start = i - width + 1;
    let product = 0;
    for (let k = 0; k < width; k++) product += (k - middle) * (x[start + k]! - x[i]!);
    out[i] = product / divisor;
  }
  return out;
}
