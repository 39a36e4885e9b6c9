import type { Derivation } from '../context.ts';
import type { FeatureDefinition } from '../definition.ts';
import { extremeAge } from '../kernels/extreme-age.ts';
import { window } from '../warm-up.ts';

const PERIOD = 14;

const highAge: Derivation<Float64Array> = ({ inputs, column }) => extremeAge(inputs.high, PERIOD + 1, 1, column());
const lowAge: Derivation<Float64Array> = ({ inputs, column }) => extremeAge(inputs.low, PERIOD + 1, -1, column());

const DEFINITION = {
  family: 'trend',
  warmUp: window(PERIOD + 1),
  unit: 'percent',
  history: 'klines',
  version: 1,
} as const;

/** How lately the extreme of the last 14 minutes (and the one before) was made. Of equal extremes the latest counts. */
export const AROON_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'aroon_up_14',
    formula: '100 * (14 - bars since the highest high of 15) / 14; of equal highs the latest',
    source: 'TA-Lib AROON(14), Chande 1995',
    inputs: ['high'],
    compute: ({ use, column }) => freshness(use(highAge), column()),
  },
  {
    ...DEFINITION,
    name: 'aroon_down_14',
    formula: '100 * (14 - bars since the lowest low of 15) / 14; of equal lows the latest',
    source: 'TA-Lib AROON(14), Chande 1995',
    inputs: ['low'],
    compute: ({ use, column }) => freshness(use(lowAge), column()),
  },
  {
    ...DEFINITION,
    name: 'aroon_osc_14',
    formula: 'aroon_up_14 - aroon_down_14',
    source: 'TA-Lib AROONOSC(14), Chande 1995',
    inputs: ['high', 'low'],
    compute({ use, column }) {
      const [high, low] = [use(highAge), use(lowAge)];
      const out = column();
      for (let i = 0; i < out.length; i++) out[i] = (100 / PERIOD) * (low[i]! - high[i]!);
      return out;
    },
  },
];

function freshness(age: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = (100 / PERIOD) * (PERIOD - age[i]!);
  return out;
}
