import type { FeatureContext } from '../context.ts';
import { ema } from '../kernels/ema.ts';

export interface Macd {
  readonly line: Float64Array;
  readonly signal: Float64Array;
  readonly histogram: Float64Array;
}

const FAST = 12;
const SLOW = 26;
const SIGNAL = 9;
const FIRST_LINE = SLOW - 1;
const FIRST_SIGNAL = FIRST_LINE + SIGNAL - 1;

/** MACD(12, 26, 9), quote. As in TA-Lib all three begin together, at index 33. */
export function macd({ inputs, column }: FeatureContext): Macd {
  // TA-Lib seeds the fast average where the slow one begins, not at its own twelfth bar.
  const line = ema(inputs.close, FAST, column(), FIRST_LINE);
  const slow = ema(inputs.close, SLOW, column(), FIRST_LINE);
  for (let i = 0; i < line.length; i++) line[i] = line[i]! - slow[i]!;
  const signal = ema(line, SIGNAL, column(), FIRST_SIGNAL);
  line.fill(NaN, 0, Math.min(FIRST_SIGNAL, line.length));
  const histogram = column();
  for (let i = 0; i < line.length; i++) histogram[i] = line[i]! - signal[i]!;
  return { line, signal, histogram };
}
