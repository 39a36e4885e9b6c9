import type { Derivation, FeatureContext } from '../context.ts';
import type { FeatureDefinition } from '../definition.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { window } from '../warm-up.ts';

const DEFINITION = { family: 'volatility', unit: 'bps', history: 'klines', version: 1 } as const;
const LN2 = Math.LN2;

/** Volatility per minute from the extremes within the minutes: sees moves that the closes hide. 0 on a flat price. */
export const RANGE_VOLATILITY_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'parkinson_30',
    formula: 'sqrt(mean30(ln(high / low)^2) / (4 * ln 2)) * 1e4',
    source: 'Parkinson 1980',
    inputs: ['high', 'low'],
    warmUp: window(30),
    compute: (context) => rootMean(context.use(squaredRange), 30, 1 / (4 * LN2), context),
  },
  {
    ...DEFINITION,
    name: 'garman_klass_60',
    formula: 'sqrt(mean60(ln(high / low)^2 / 2 - (2 * ln 2 - 1) * ln(close / open)^2)) * 1e4',
    source: 'Garman and Klass 1980',
    inputs: ['open', 'high', 'low', 'close'],
    warmUp: window(60),
    compute(context) {
      const { inputs, use, column } = context;
      const { open, close } = inputs;
      const range = use(squaredRange);
      const terms = column();
      for (let i = 0; i < terms.length; i++) {
        const body = Math.log1p((close[i]! - open[i]!) / open[i]!);
        terms[i] = range[i]! / 2 - (2 * LN2 - 1) * body * body;
      }
      return rootMean(terms, 60, 1, context);
    },
  },
  {
    ...DEFINITION,
    name: 'rogers_satchell_60',
    formula: 'sqrt(mean60(ln(high / close) * ln(high / open) + ln(low / close) * ln(low / open))) * 1e4',
    source: 'Rogers and Satchell 1991',
    inputs: ['open', 'high', 'low', 'close'],
    warmUp: window(60),
    compute(context) {
      const { inputs, column } = context;
      const { open, high, low, close } = inputs;
      const terms = column();
      for (let i = 0; i < terms.length; i++) {
        const [o, c] = [open[i]!, close[i]!];
        const above = Math.log1p((high[i]! - c) / c) * Math.log1p((high[i]! - o) / o);
        terms[i] = above + Math.log1p((low[i]! - c) / c) * Math.log1p((low[i]! - o) / o);
      }
      return rootMean(terms, 60, 1, context);
    },
  },
];

const squaredRange: Derivation<Float64Array> = ({ inputs, column }) => {
  const { high, low } = inputs;
  const out = column();
  for (let i = 0; i < out.length; i++) {
    const range = Math.log1p((high[i]! - low[i]!) / low[i]!);
    out[i] = range * range;
  }
  return out;
};

function rootMean(terms: Float64Array, minutes: number, scale: number, context: FeatureContext): Float64Array {
  const out = rollingSum(terms, minutes, context.column(), context.firstMinute);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt((out[i]! / minutes) * scale) * 1e4;
  return out;
}
