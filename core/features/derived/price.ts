import type { FeatureContext } from '../context.ts';

/** (high + low + close) / 3, quote: TA-Lib TYPPRICE. */
export function typicalPrice({ inputs, column }: FeatureContext): Float64Array {
  const { high, low, close } = inputs;
  const out = column();
  for (let i = 0; i < out.length; i++) out[i] = (high[i]! + low[i]! + close[i]!) / 3;
  return out;
}

/** Close minus the close before, quote. NaN in the first minute. */
export function closeChange({ inputs, column }: FeatureContext): Float64Array {
  const { close } = inputs;
  const out = column();
  out[0] = NaN;
  for (let i = 1; i < out.length; i++) out[i] = close[i]! - close[i - 1]!;
  return out;
}

/** |close - close before|, quote. NaN in the first minute. */
export function absoluteCloseChange({ use, column }: FeatureContext): Float64Array {
  const change = use(closeChange);
  const out = column();
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(change[i]!);
  return out;
}

/** high - low, quote. */
export function barRange({ inputs, column }: FeatureContext): Float64Array {
  const { high, low } = inputs;
  const out = column();
  for (let i = 0; i < out.length; i++) out[i] = high[i]! - low[i]!;
  return out;
}
