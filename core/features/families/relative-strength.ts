import type { FeatureDefinition } from '../definition.ts';
import { relativeStrengthIndex } from '../kernels/relative-strength.ts';
import { recursive, wilderKeeps } from '../warm-up.ts';

/** Wilder's relative strength index. */
export const RELATIVE_STRENGTH_FEATURES: readonly FeatureDefinition[] = [6, 14].map((period) => ({
  name: `rsi_${period}`,
  family: 'momentum',
  formula: `100 * wilder${period}(gain) / (wilder${period}(gain) + wilder${period}(loss)) of the close; 0 where nothing has moved`,
  source: `TA-Lib RSI(${period}), Wilder 1978`,
  inputs: ['close'],
  warmUp: recursive(period + 1, wilderKeeps(period)),
  unit: 'percent',
  history: 'klines',
  version: 1,
  compute: ({ inputs, column }) => relativeStrengthIndex(inputs.close, period, column()),
}));
