import type { Derivation } from '../context.ts';
import type { FeatureDefinition } from '../definition.ts';
import { typicalPrice } from '../derived/price.ts';
import { trueRange } from '../derived/true-range.ts';
import { commodityChannelIndex } from '../kernels/commodity-channel-index.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { TA_LIB_ZERO } from '../kernels/ta-lib-zero.ts';
import { window } from '../warm-up.ts';

const DEFINITION = { family: 'momentum', unit: 'percent', history: 'klines', version: 1 } as const;

/**
 * Two minutes whose prices have the same sum may differ in the last digit of their mean. TA-Lib 0.8 counts that as no
 * move: the threshold is where its answer was seen to change, from a price of 0.001 to one of a million.
 */
const MFI_ROUNDING = 2e-14;

/** Oscillators of price, and of price and volume. */
export const OSCILLATOR_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'roc_10',
    formula: '(close[t] / close[t-10] - 1) * 100',
    source: 'TA-Lib ROC(10)',
    inputs: ['close'],
    warmUp: window(11),
    compute({ inputs, column }) {
      const { close } = inputs;
      const out = column();
      out.fill(NaN, 0, Math.min(10, out.length));
      for (let i = 10; i < out.length; i++) out[i] = ((close[i]! - close[i - 10]!) / close[i - 10]!) * 100;
      return out;
    },
  },
  {
    ...DEFINITION,
    name: 'cci_20',
    formula:
      '(typical - mean20(typical)) / (0.015 * mean20(|typical[k] - mean20(typical)|)), typical = (high + low + close) / 3; 0 on a flat price',
    source: 'TA-Lib CCI(20), Lambert 1980',
    inputs: ['high', 'low', 'close'],
    warmUp: window(20),
    unit: 'ratio',
    compute: ({ use, column }) => commodityChannelIndex(use(typicalPrice), 20, column()),
  },
  {
    ...DEFINITION,
    name: 'mfi_14',
    formula:
      '100 * sum14(typical * volume where typical rose) / sum14(typical * volume where it rose or fell), a move within 2e-14 of the price is none; 0 where that sum is below 1',
    source: 'TA-Lib MFI(14), Quong and Soudack 1989',
    inputs: ['high', 'low', 'close', 'volume'],
    warmUp: window(15),
    compute({ inputs, use, column, firstMinute }) {
      const typical = use(typicalPrice);
      const [up, down] = [column(), column()];
      up[0] = down[0] = NaN;
      for (let i = 1; i < up.length; i++) {
        const moved = typical[i]! - typical[i - 1]!;
        const value = typical[i]! * inputs.volume[i]!;
        const rounding = MFI_ROUNDING * typical[i]!;
        up[i] = moved > rounding ? value : 0;
        down[i] = moved < -rounding ? value : 0;
      }
      const upSum = rollingSum(up, 14, column(), firstMinute);
      const downSum = rollingSum(down, 14, column(), firstMinute);
      for (let i = 0; i < upSum.length; i++) {
        const total = upSum[i]! + downSum[i]!;
        upSum[i] = total < 1 ? 0 : 100 * (upSum[i]! / total);
      }
      return upSum;
    },
  },
  {
    ...DEFINITION,
    name: 'ultosc_7_14_28',
    formula:
      '100 * (4 * b7/r7 + 2 * b14/r14 + b28/r28) / 7, bn = sumn(close - min(low, close[t-1])), rn = sumn(true range); a term is 0 where its range is 0',
    source: 'TA-Lib ULTOSC(7, 14, 28), Williams 1976',
    inputs: ['high', 'low', 'close'],
    warmUp: window(29),
    compute({ use, column, firstMinute }) {
      const out = column();
      out.fill(0);
      for (const [weight, period] of [
        [4, 7],
        [2, 14],
        [1, 28],
      ] as const) {
        const pressure = rollingSum(use(buyingPressure), period, column(), firstMinute);
        const range = rollingSum(use(trueRange), period, column(), firstMinute);
        for (let i = 0; i < out.length; i++) {
          const share = range[i]! < TA_LIB_ZERO ? 0 : pressure[i]! / range[i]!;
          out[i] = out[i]! + (100 / 7) * weight * share;
        }
      }
      return out;
    },
  },
];

/** Close minus the lower of the low and the close before, quote. NaN in the first minute. */
const buyingPressure: Derivation<Float64Array> = ({ inputs, column }) => {
  const { low, close } = inputs;
  const out = column();
  out[0] = NaN;
  for (let i = 1; i < out.length; i++) out[i] = close[i]! - Math.min(low[i]!, close[i - 1]!);
  return out;
};
