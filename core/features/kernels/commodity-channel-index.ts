/** Windows in step: each is summed by itself, in its own order, while the others' additions are still under way. */
const LANES = 4;

/**
 * (x - mean) / (0.015 * mean absolute deviation) of the last `width` values, 0 where either is 0, NaN before there are so
 * many. The mean is taken of differences, so that equal values have exactly no deviation.
 */
export function commodityChannelIndex(x: Float64Array, width: number, out: Float64Array): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(width - 1, n));
  let i = width - 1;
  for (; i + LANES <= n; i += LANES) {
    const start = i - width + 1;
    const [x0, x1, x2, x3] = [x[i]!, x[i + 1]!, x[i + 2]!, x[i + 3]!];
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (let k = start; k < i; k++) {
      sum0 += x[k]! - x0;
      sum1 += x[k + 1]! - x1;
      sum2 += x[k + 2]! - x2;
      sum3 += x[k + 3]! - x3;
    }
    const mean0 = x0 + sum0 / width;
    const mean1 = x1 + sum1 / width;
    const mean2 = x2 + sum2 / width;
    const mean3 = x3 + sum3 / width;
    sum0 = sum1 = sum2 = sum3 = 0;
    for (let k = start; k <= i; k++) {
      sum0 += Math.abs(x[k]! - mean0);
      sum1 += Math.abs(x[k + 1]! - mean1);
      sum2 += Math.abs(x[k + 2]! - mean2);
      sum3 += Math.abs(x[k + 3]! - mean3);
    }
    out[i] = index(x0 - mean0, sum0, width);
    out[i + 1] = index(x1 - mean1, sum1, width);
    out[i + 2] = index(x2 - mean2, sum2, width);
    out[i + 3] = index(x3 - mean3, sum3, width);
  }
  for (; i < n; i++) {
    const start = i - width + 1;
    let differences = 0;
    for (let k = start; k < i; k++) differences += x[k]! - x[i]!;
    const mean = x[i]! + differences / width;
    let deviations = 0;
    for (let k = start; k <= i; k++) deviations += Math.abs(x[k]! - mean);
    out[i] = index(x[i]! - mean, deviations, width);
  }
  return out;
}

function index(distance: number, deviations: number, width: number): number {
  return distance === 0 || deviations === 0 ? 0 : distance / (0.015 * (deviations / width));
}
