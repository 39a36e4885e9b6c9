import type { FeatureDefinition } from '../definition.ts';
import { channel14 } from '../derived/price-channel.ts';
import { fastK14, slowD14, slowK14 } from '../derived/stochastic.ts';
import { window } from '../warm-up.ts';

const DEFINITION = {
  family: 'momentum',
  inputs: ['high', 'low', 'close'],
  unit: 'percent',
  history: 'klines',
  version: 1,
} as const;

/** Where the close stands in the range of the last 14 minutes. */
export const STOCHASTIC_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'stoch_fast_k_14',
    formula: '100 * (close - lowest14(low)) / (highest14(high) - lowest14(low)); 0 when they are equal',
    source: 'TA-Lib STOCHF(14, 3) %K, Lane',
    warmUp: window(14),
    compute: ({ use }) => use(fastK14),
  },
  {
    ...DEFINITION,
    name: 'stoch_slow_k_14_3',
    formula: 'mean3(stoch_fast_k_14)',
    source: 'TA-Lib STOCH(14, 3, 3) %K, Lane',
    warmUp: window(16),
    compute: ({ use }) => use(slowK14),
  },
  {
    ...DEFINITION,
    name: 'stoch_slow_d_14_3_3',
    formula: 'mean3(stoch_slow_k_14_3)',
    source: 'TA-Lib STOCH(14, 3, 3) %D, Lane',
    warmUp: window(18),
    compute: ({ use }) => use(slowD14),
  },
  {
    ...DEFINITION,
    name: 'willr_14',
    formula: '-100 * (highest14(high) - close) / (highest14(high) - lowest14(low)); 0 when they are equal',
    source: 'TA-Lib WILLR(14), Williams 1973',
    warmUp: window(14),
    compute({ inputs, use, column }) {
      const { highest, lowest } = use(channel14);
      const out = column();
      for (let i = 0; i < out.length; i++) {
        const range = highest[i]! - lowest[i]!;
        out[i] = range === 0 ? 0 : -100 * ((highest[i]! - inputs.close[i]!) / range);
      }
      return out;
    },
  },
];
