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
export function slowK14({ use, column }: FeatureContext): Float64Array {
  return meanOfThree(use(fastK14), column());
}

/** Slow %D(14, 3, 3), percent: simple mean of three slow %K. */
export function slowD14({ use, column }: FeatureContext): Float64Array {
  return meanOfThree(use(slowK14), column());
}

function meanOfThree(x: Float64Array, out: Float64Array): Float64Array {
  rollingSum(x, SMOOTHING, out);
  for (let i = 0; i < out.length; i++) out[i] = out[i]! / SMOOTHING;
  return out;
}
