import type { FeatureContext } from '../context.ts';
import { rollingMoments } from '../kernels/rolling-moments.ts';

export interface BollingerBands {
  readonly upper: Float64Array;
  readonly middle: Float64Array;
  readonly lower: Float64Array;
}

const PERIOD = 20;
const DEVIATIONS = 2;

/** Bollinger(20, 2), quote: mean of the close and two population standard deviations to either side (TA-Lib BBANDS). */
export function bollinger20({ inputs, column, firstMinute }: FeatureContext): BollingerBands {
  const middle = column();
  const upper = column();
  const lower = column();
  rollingMoments(inputs.close, PERIOD, middle, upper, firstMinute);
  for (let i = 0; i < middle.length; i++) {
    const band = DEVIATIONS * Math.sqrt(upper[i]!);
    upper[i] = middle[i]! + band;
    lower[i] = middle[i]! - band;
  }
  return { upper, middle, lower };
}
