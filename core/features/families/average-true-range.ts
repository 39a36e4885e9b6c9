import type { FeatureDefinition } from '../definition.ts';
import { atr14, trueRange } from '../derived/true-range.ts';
import { bpsOf } from '../kernels/deviation-bps.ts';
import { recursive, wilderKeeps, window } from '../warm-up.ts';

const DEFINITION = { family: 'volatility', inputs: ['high', 'low', 'close'], history: 'klines', version: 1 } as const;
const ATR_WARM_UP = recursive(15, wilderKeeps(14));

/** Wilder's true range and its average: the unit of stops and targets. */
export const AVERAGE_TRUE_RANGE_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'true_range',
    formula: 'max(high - low, |high - close[t-1]|, |low - close[t-1]|)',
    source: 'TA-Lib TRANGE, Wilder 1978',
    warmUp: window(2),
    unit: 'quote',
    compute: ({ use }) => use(trueRange),
  },
  {
    ...DEFINITION,
    name: 'atr_14',
    formula: 'atr[t] = (atr[t-1] * 13 + true_range[t]) / 14, beginning with the mean of 14',
    source: 'TA-Lib ATR(14), Wilder 1978',
    warmUp: ATR_WARM_UP,
    unit: 'quote',
    compute: ({ use }) => use(atr14),
  },
  {
    ...DEFINITION,
    name: 'atr_14_bps',
    formula: 'atr_14 / close * 1e4',
    source: 'TA-Lib NATR(14), in basis points',
    warmUp: ATR_WARM_UP,
    unit: 'bps',
    compute: ({ inputs, use, column }) => bpsOf(use(atr14), inputs.close, column()),
  },
  {
    ...DEFINITION,
    name: 'range_to_atr_14',
    formula: 'true_range / atr_14; 1 while atr_14 is 0',
    source: 'own: how wide the minute was for its time',
    warmUp: ATR_WARM_UP,
    unit: 'ratio',
    compute({ use, column }) {
      const [range, average] = [use(trueRange), use(atr14)];
      const out = column();
      for (let i = 0; i < out.length; i++) out[i] = average[i] === 0 ? 1 : range[i]! / average[i]!;
      return out;
    },
  },
];
