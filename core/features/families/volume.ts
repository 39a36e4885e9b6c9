import type { FeatureDefinition } from '../definition.ts';
import { signedVolume } from '../derived/order-flow.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { rollingZScore } from '../kernels/z-score.ts';
import { window } from '../warm-up.ts';

const DEFINITION = { family: 'volume', history: 'klines', version: 1 } as const;

/** How much was traded, in how many trades, and on which side of the price. */
export const VOLUME_FEATURES: readonly FeatureDefinition[] = [
  ...[60, 240].map((minutes) => zScore('volume', 'volume', minutes)),
  zScore('trade_count', 'trades', 60),
  {
    ...DEFINITION,
    name: 'trade_count',
    formula: 'trades of the minute',
    source: 'Binance kline, number of trades',
    inputs: ['trades'],
    warmUp: window(1),
    unit: 'count',
    compute: ({ inputs }) => inputs.trades,
  },
  {
    ...DEFINITION,
    name: 'average_trade_size',
    formula: 'volume / trades; 0 in a minute without trades',
    source: 'own',
    inputs: ['volume', 'trades'],
    warmUp: window(1),
    unit: 'base',
    compute({ inputs, column }) {
      const { volume, trades } = inputs;
      const out = column();
      for (let i = 0; i < out.length; i++) out[i] = trades[i] === 0 ? 0 : volume[i]! / trades[i]!;
      return out;
    },
  },
  {
    ...DEFINITION,
    name: 'trade_size_ratio_60',
    formula: 'ln((volume / trades) / (sum60(volume) / sum60(trades))); 0 in a minute without trades',
    source: 'own: large hands or small ones',
    inputs: ['volume', 'trades'],
    warmUp: window(60),
    unit: 'ln',
    compute({ inputs, column, firstMinute }) {
      const { volume, trades } = inputs;
      const volumes = rollingSum(volume, 60, column(), firstMinute);
      const counts = rollingSum(trades, 60, column(), firstMinute);
      for (let i = 0; i < counts.length; i++) {
        const traded = volume[i]! * trades[i]! !== 0;
        const ratio = traded ? (volume[i]! * counts[i]!) / (trades[i]! * volumes[i]!) : 1;
        // Undefined while the window is, even in a minute without trades.
        counts[i] = Math.log(ratio) + 0 * counts[i]!;
      }
      return counts;
    },
  },
  ...[30, 60].map(obvSlope),
  {
    ...DEFINITION,
    name: 'chaikin_money_flow_20',
    formula:
      'sum20(volume * (2 * close - high - low) / (high - low)) / sum20(volume); a flat minute counts 0; 0 without volume',
    source: 'Chaikin money flow(20), bounded sum of TA-Lib AD',
    inputs: ['high', 'low', 'close', 'volume'],
    warmUp: window(20),
    unit: 'ratio',
    compute({ inputs, column, firstMinute }) {
      const { high, low, close, volume } = inputs;
      const flow = column();
      for (let i = 0; i < flow.length; i++) {
        const range = high[i]! - low[i]!;
        const inner = close[i]! - low[i]! - (high[i]! - close[i]!);
        flow[i] = range === 0 ? 0 : (inner / range) * volume[i]!;
      }
      return share(rollingSum(flow, 20, column(), firstMinute), rollingSum(volume, 20, column(), firstMinute));
    },
  },
];

function zScore(name: string, input: 'volume' | 'trades', minutes: number): FeatureDefinition {
  return {
    ...DEFINITION,
    name: `${name}_z_${minutes}`,
    formula: `(${input} - mean${minutes}(${input})) / std${minutes}(${input}), population; 0 where all are equal`,
    source: 'standard score',
    inputs: [input],
    warmUp: window(minutes),
    unit: 'sigma',
    compute: ({ inputs, column, firstMinute }) =>
      rollingZScore(inputs[input], minutes, column(), column(), firstMinute),
  };
}

function obvSlope(minutes: number): FeatureDefinition {
  return {
    ...DEFINITION,
    name: `obv_slope_${minutes}`,
    formula: `(obv[t] - obv[t-${minutes}]) / sum${minutes}(volume), obv adds volume when the close rises and takes it when it falls; 0 without volume`,
    source: 'TA-Lib OBV, Granville 1963, bounded to a window',
    inputs: ['close', 'volume'],
    warmUp: window(minutes + 1),
    unit: 'ratio',
    compute: ({ inputs, use, column, firstMinute }) =>
      share(
        rollingSum(use(signedVolume), minutes, column(), firstMinute),
        rollingSum(inputs.volume, minutes, column(), firstMinute),
      ),
  };
}

/** part / whole in place, 0 where there is no whole. */
function share(part: Float64Array, whole: Float64Array): Float64Array {
  for (let i = 0; i < part.length; i++) part[i] = whole[i] === 0 ? 0 : part[i]! / whole[i]!;
  return part;
}
