import { rollingMoments } from './rolling-moments.ts';

/**
 * (x - mean) / standard deviation of the last `width` values, the value itself among them; population deviation.
 * 0 where the window's values are all equal; a deviation below `floor` counts as `floor`.
 */
export function rollingZScore(
  x: Float64Array,
  width: number,
  out: Float64Array,
  variance: Float64Array,
  firstMinute: number,
  floor = 0,
): Float64Array {
  rollingMoments(x, width, out, variance, firstMinute);
  for (let i = 0; i < x.length; i++) {
    const deviation = Math.max(Math.sqrt(variance[i]!), floor);
    out[i] = deviation === 0 ? 0 : (x[i]! - out[i]!) / deviation;
  }
  return out;
}
