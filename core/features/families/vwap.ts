import type { FeatureDefinition } from '../definition.ts';
import { chartVwapOfDay, vwapOfDay } from '../derived/vwap.ts';
import { deviationBps } from '../kernels/deviation-bps.ts';

// Bars until the first midnight in the worst case: a window that begins one minute after one.
const DEFINITION = {
  family: 'vwap',
  warmUp: { defined: 1440, settled: 1440 },
  history: 'klines',
  version: 1,
} as const;

/** Volume-weighted average price, anchored at 00:00 UTC. Undefined before the first midnight of the columns. */
export const VWAP_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'vwap_utc_day',
    formula: 'sum(quote volume) / sum(volume) since 00:00 UTC, this minute included; the close while nothing is traded',
    source: 'Berkowitz, Logue and Noser 1988: traded value over volume',
    inputs: ['openTime', 'quoteVolume', 'volume', 'close'],
    unit: 'quote',
    compute: ({ use }) => use(vwapOfDay),
  },
  {
    ...DEFINITION,
    name: 'vwap_hlc3_utc_day',
    formula:
      'sum((high + low + close) / 3 * volume) / sum(volume) since 00:00 UTC, this minute included; the close while nothing is traded',
    source: 'VWAP as charts draw it from bars',
    inputs: ['openTime', 'high', 'low', 'close', 'volume'],
    unit: 'quote',
    compute: ({ use }) => use(chartVwapOfDay),
  },
  {
    ...DEFINITION,
    name: 'vwap_deviation_bps',
    formula: '(close / vwap_utc_day - 1) * 1e4',
    source: 'deviation from VWAP',
    inputs: ['openTime', 'quoteVolume', 'volume', 'close'],
    unit: 'bps',
    compute: ({ inputs, use, column }) => deviationBps(inputs.close, use(vwapOfDay), column()),
  },
];
