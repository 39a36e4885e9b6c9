import type { Derivation } from '../context.ts';
import type { FeatureDefinition } from '../definition.ts';
import { absoluteCloseChange } from '../derived/price.ts';
import { bpsOf } from '../kernels/deviation-bps.ts';
import { linearSlope } from '../kernels/linear-slope.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { window } from '../warm-up.ts';

const slope14: Derivation<Float64Array> = ({ inputs, column }) => linearSlope(inputs.close, 14, column());

const DEFINITION = { family: 'trend', inputs: ['close'], history: 'klines', version: 1 } as const;

/** How steep and how straight the way of the close was. */
export const TREND_SHAPE_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'linreg_slope_14',
    formula: 'slope per bar of the least-squares line through the last 14 closes',
    source: 'TA-Lib LINEARREG_SLOPE(14)',
    warmUp: window(14),
    unit: 'quote/bar',
    compute: ({ use }) => use(slope14),
  },
  {
    ...DEFINITION,
    name: 'linreg_slope_14_bps',
    formula: 'linreg_slope_14 / close * 1e4',
    source: 'TA-Lib LINEARREG_SLOPE(14), free of scale',
    warmUp: window(14),
    unit: 'bps',
    compute: ({ inputs, use, column }) => bpsOf(use(slope14), inputs.close, column()),
  },
  ...[10, 30].map(efficiencyRatio),
];

function efficiencyRatio(minutes: number): FeatureDefinition {
  return {
    ...DEFINITION,
    name: `efficiency_ratio_${minutes}`,
    formula: `|close[t] - close[t-${minutes}]| / sum${minutes}(|close change|); 0 on a flat price`,
    source: 'Kaufman 1995, Smarter Trading',
    warmUp: window(minutes + 1),
    unit: 'ratio',
    compute({ inputs, use, column, firstMinute }) {
      const { close } = inputs;
      const out = rollingSum(use(absoluteCloseChange), minutes, column(), firstMinute);
      for (let i = minutes; i < out.length; i++) {
        out[i] = out[i] === 0 ? 0 : Math.abs(close[i]! - close[i - minutes]!) / out[i]!;
      }
      return out;
    },
  };
}
