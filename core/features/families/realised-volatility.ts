import type { Derivation } from '../context.ts';
import type { FeatureDefinition } from '../definition.ts';
import { logReturn, squaredLogReturn } from '../derived/log-return.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { window } from '../warm-up.ts';

const DEFINITION = { family: 'volatility', inputs: ['close'], history: 'klines', version: 1 } as const;

const squaresOver = (minutes: number): Derivation<Float64Array> =>
  function sumOfSquares({ use, column, firstMinute }) {
    return rollingSum(use(squaredLogReturn), minutes, column(), firstMinute);
  };
const squares15 = squaresOver(15);
const squares60 = squaresOver(60);
const squares240 = squaresOver(240);

/** Volatility from the squares of the minutes' log returns, without subtracting a mean. */
export const REALISED_VOLATILITY_FEATURES: readonly FeatureDefinition[] = [
  realisedVolatility(5, squaresOver(5)),
  realisedVolatility(15, squares15),
  realisedVolatility(60, squares60),
  realisedVolatility(240, squares240),
  {
    ...DEFINITION,
    name: 'volatility_ratio_15_240',
    formula: 'realised_volatility_15 / realised_volatility_240; 1 on a flat price',
    source: 'own: whether the market is waking up',
    warmUp: window(241),
    unit: 'ratio',
    compute({ use, column }) {
      const [short, long] = [use(squares15), use(squares240)];
      const out = column();
      for (let i = 0; i < out.length; i++) {
        out[i] = long[i] === 0 ? 1 : Math.sqrt((short[i]! * 240) / (long[i]! * 15));
      }
      return out;
    },
  },
  {
    ...DEFINITION,
    name: 'upside_variance_share_60',
    formula: 'sum60(r^2 where r > 0) / sum60(r^2), r = ln(close[t] / close[t-1]); 0.5 on a flat price',
    source: 'Barndorff-Nielsen, Kinnebrock and Shephard 2010, realised semivariance',
    warmUp: window(61),
    unit: 'ratio',
    compute({ use, column, firstMinute }) {
      const [returns, squares, all] = [use(logReturn), use(squaredLogReturn), use(squares60)];
      const upward = column();
      for (let i = 0; i < upward.length; i++) upward[i] = returns[i]! < 0 ? 0 : squares[i]!;
      const out = rollingSum(upward, 60, column(), firstMinute);
      for (let i = 0; i < out.length; i++) out[i] = all[i] === 0 ? 0.5 : out[i]! / all[i]!;
      return out;
    },
  },
];

function realisedVolatility(minutes: number, squares: Derivation<Float64Array>): FeatureDefinition {
  return {
    ...DEFINITION,
    name: `realised_volatility_${minutes}`,
    formula: `sqrt(mean${minutes}(ln(close[t] / close[t-1])^2)) * 1e4`,
    source: 'Andersen and Bollerslev 1998, realised volatility per minute',
    warmUp: window(minutes + 1),
    unit: 'bps',
    compute({ use, column }) {
      const sum = use(squares);
      const out = column();
      for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(sum[i]! / minutes) * 1e4;
      return out;
    },
  };
}
