import type { FeatureContext } from '../context.ts';
import { closeChange } from './price.ts';

/** ln(close / close before), a fraction. NaN in the first minute. */
export function logReturn({ inputs, use, column }: FeatureContext): Float64Array {
  const { close } = inputs;
  const change = use(closeChange);
  const out = column();
  out[0] = NaN;
  // log1p of the exact difference keeps all digits of a move of one tick.
  for (let i = 1; i < out.length; i++) out[i] = Math.log1p(change[i]! / close[i - 1]!);
  return out;
}

/** Square of the log return. NaN in the first minute. */
export function squaredLogReturn({ use, column }: FeatureContext): Float64Array {
  const returns = use(logReturn);
  const out = column();
  for (let i = 0; i < out.length; i++) out[i] = returns[i]! * returns[i]!;
  return out;
}
