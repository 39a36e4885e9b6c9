import { firstHead } from './rolling-sum.ts';

/**
 * Mean and population variance of the last `width` values, NaN before there are so many.
 *
 * The block scheme of rolling-sum.ts, on deviations from the first value of the newer block. That value is in every
 * window which uses it, so its squared distance from the window's mean is at most width times the variance: the
 * subtraction at the end costs a known number of digits, however far the values are from zero, and a window of equal
 * values has a variance of exactly 0.
 * @param firstMinute minutes since 1970 of x[0].
 */
export function rollingMoments(
  x: Float64Array,
  width: number,
  mean: Float64Array,
  variance: Float64Array,
  firstMinute: number,
): void {
  const n = x.length;
  for (let head = firstHead(width, firstMinute); head < n; head += width) {
    const end = Math.min(head + width, n);
    const origin = x[head]!;
    let sum = 0;
    let squares = 0;
    if (end === head + width) {
      mean[end - 1] = 0;
      variance[end - 1] = 0;
    }
    for (let j = head - 1; j > head - width && j >= 0; j--) {
      const deviation = x[j]! - origin;
      sum += deviation;
      squares += deviation * deviation;
      if (j + width - 1 < end) {
        mean[j + width - 1] = sum;
        variance[j + width - 1] = squares;
      }
    }
    sum = 0;
    squares = 0;
    for (let i = head; i < end; i++) {
      const deviation = x[i]! - origin;
      sum += deviation;
      squares += deviation * deviation;
      const fromOrigin = (mean[i]! + sum) / width;
      mean[i] = origin + fromOrigin;
      variance[i] = Math.max(0, (variance[i]! + squares) / width - fromOrigin * fromOrigin);
    }
  }
  mean.fill(NaN, 0, Math.min(width - 1, n));
  variance.fill(NaN, 0, Math.min(width - 1, n));
}
