import type { FeatureContext } from '../context.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { channel14 } from './price-channel.ts';

const SMOOTHING = 3;

/** %K(14), percent: where the close stands between the lowest low and the highest high; 0 when they are equal. */
export function fastK14({ inputs, use, column }: FeatureContext): Float64Array {
  const { highest, lowest } = use(channel14);
  const out = column();
  for (let i = 0; i < out.length; i++) {
    const range = highest[i]! - lowest[i]!;
    out[i] = range === 0 ? 0 : 100 * ((inputs.close[i]! - lowest[i]!) / range);
  }
  return out;
}

/** Slow %K(14, 3), percent: simple mean of three fast %K. */
export function slowK14(context: FeatureContext): Float64Array {
  return meanOfThree(context.use(fastK14), context);
}

/** Slow %D(14, 3, 3), percent: simple mean of three slow %K. */
export function slowD14(context: FeatureContext): Float64Array {
  return meanOfThree(context.use(slowK14), context);
}

function meanOfThree(x: Float64Array, { column, firstMinute }: FeatureContext): Float64Array {
  const out = rollingSum(x, SMOOTHING, column(), firstMinute);
  for (let i = 0; i < out.length; i++) out[i] = out[i]! / SMOOTHING;
  return out;
}
