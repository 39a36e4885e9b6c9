import type { Derivation } from '../context.ts';
import type { FeatureDefinition } from '../definition.ts';
import { rollingZScore } from '../kernels/z-score.ts';
import { window } from '../warm-up.ts';

const INTERVAL_MINUTES = 480;
const DAY_MINUTES = 1440;
/** Settled rates stay at exactly 1 bp for days: a smaller deviation than this is no news. */
const SMALLEST_DEVIATION_BPS = 0.1;
/** In its first minutes a new rate is the only one of its kind among 1440, up to sqrt(1439) deviations away. */
const LIMIT = 4;

const fundingBps: Derivation<Float64Array> = ({ inputs, column }) => {
  const out = column();
  for (let i = 0; i < out.length; i++) out[i] = inputs.fundingRate[i]! * 1e4;
  return out;
};

const DEFINITION = { family: 'funding', inputs: ['fundingRate'], history: 'funding', version: 1 } as const;

/** The last settled funding rate: what holding a long costs for eight hours. NaN before the first known settlement. */
export const FUNDING_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'funding_rate_bps',
    formula: 'last settled funding rate * 1e4',
    source: 'Binance funding rate history',
    warmUp: window(1),
    unit: 'bps',
    compute: ({ use }) => use(fundingBps),
  },
  {
    ...DEFINITION,
    name: 'funding_change_8h_bps',
    formula: 'funding_rate_bps[t] - funding_rate_bps[t-480]',
    source: 'own',
    warmUp: window(INTERVAL_MINUTES + 1),
    unit: 'bps',
    compute({ use, column }) {
      const rate = use(fundingBps);
      const out = column();
      out.fill(NaN, 0, Math.min(INTERVAL_MINUTES, out.length));
      for (let i = INTERVAL_MINUTES; i < out.length; i++) out[i] = rate[i]! - rate[i - INTERVAL_MINUTES]!;
      return out;
    },
  },
  {
    ...DEFINITION,
    name: 'funding_z_1d',
    formula: '(funding_rate_bps - mean1440) / max(std1440, 0.1) of the last 1440 minutes, population, clamped to -4..4',
    source: 'standard score',
    warmUp: window(DAY_MINUTES),
    unit: 'sigma',
    compute({ use, column, firstMinute }) {
      const out = rollingZScore(use(fundingBps), DAY_MINUTES, column(), column(), firstMinute, SMALLEST_DEVIATION_BPS);
      for (let i = 0; i < out.length; i++) out[i] = Math.max(-LIMIT, Math.min(LIMIT, out[i]!));
      return out;
    },
  },
];
