import type { FeatureDefinition } from '../definition.ts';
import { barRange } from '../derived/price.ts';
import { bpsOf } from '../kernels/deviation-bps.ts';
import { window } from '../warm-up.ts';

const DEFINITION = { family: 'candle', warmUp: window(1), unit: 'ratio', history: 'klines', version: 1 } as const;

/** The shape of the minute's candle. */
export const CANDLE_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'candle_range_bps',
    formula: '(high - low) / close * 1e4',
    source: 'own',
    inputs: ['high', 'low', 'close'],
    unit: 'bps',
    compute: ({ inputs, use, column }) => bpsOf(use(barRange), inputs.close, column()),
  },
  {
    ...DEFINITION,
    name: 'candle_body',
    formula: '(close - open) / (high - low), -1..1; 0 in a flat minute',
    source: 'TA-Lib BOP, Livshin 2001',
    inputs: ['open', 'high', 'low', 'close'],
    compute({ inputs, use, column }) {
      const range = use(barRange);
      const out = column();
      for (let i = 0; i < out.length; i++)
        out[i] = range[i] === 0 ? 0 : (inputs.close[i]! - inputs.open[i]!) / range[i]!;
      return out;
    },
  },
  {
    ...DEFINITION,
    name: 'candle_upper_wick',
    formula: '(high - max(open, close)) / (high - low), 0..1; 0 in a flat minute',
    source: 'own',
    inputs: ['open', 'high', 'low', 'close'],
    compute({ inputs, use, column }) {
      const range = use(barRange);
      const out = column();
      for (let i = 0; i < out.length; i++) {
        const wick = inputs.high[i]! - Math.max(inputs.open[i]!, inputs.close[i]!);
        out[i] = range[i] === 0 ? 0 : wick / range[i]!;
      }
      return out;
    },
  },
  {
    ...DEFINITION,
    name: 'candle_lower_wick',
    formula: '(min(open, close) - low) / (high - low), 0..1; 0 in a flat minute',
    source: 'own',
    inputs: ['open', 'high', 'low', 'close'],
    compute({ inputs, use, column }) {
      const range = use(barRange);
      const out = column();
      for (let i = 0; i < out.length; i++) {
        const wick = Math.min(inputs.open[i]!, inputs.close[i]!) - inputs.low[i]!;
        out[i] = range[i] === 0 ? 0 : wick / range[i]!;
      }
      return out;
    },
  },
];
