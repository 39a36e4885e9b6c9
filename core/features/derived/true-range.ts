import type { FeatureContext } from '../context.ts';
import { wilderAverage } from '../kernels/wilder.ts';

/** Wilder's true range, quote: max(high - low, |high - close before|, |low - close before|). NaN in the first minute. */
export function trueRange({ inputs, column }: FeatureContext): Float64Array {
  const { high, low, close } = inputs;
  const out = column();
  out[0] = NaN;
  for (let i = 1; i < out.length; i++) {
    const before = close[i - 1]!;
    out[i] = Math.max(high[i]! - low[i]!, Math.abs(high[i]! - before), Math.abs(low[i]! - before));
  }
  return out;
}

/** ATR(14), quote: Wilder's average of the true range, first at index 14 as in TA-Lib. */
export function atr14({ use, column }: FeatureContext): Float64Array {
  return wilderAverage(use(trueRange), 14, column(), 14);
}
