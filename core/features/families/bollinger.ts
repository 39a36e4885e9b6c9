import type { FeatureDefinition } from '../definition.ts';
import { bollinger20, type BollingerBands } from '../derived/bollinger.ts';
import { window } from '../warm-up.ts';

const DEFINITION = {
  family: 'volatility',
  inputs: ['close'],
  warmUp: window(20),
  history: 'klines',
  version: 1,
} as const;

const FORMULA: Readonly<Record<keyof BollingerBands, string>> = {
  upper: 'mean20(close) + 2 * std20(close), population',
  middle: 'mean20(close)',
  lower: 'mean20(close) - 2 * std20(close), population',
};

/** Bollinger bands of 20 minutes and two deviations, and where the close stands between them. */
export const BOLLINGER_FEATURES: readonly FeatureDefinition[] = [
  ...(['upper', 'middle', 'lower'] as const).map((band): FeatureDefinition => ({
    ...DEFINITION,
    name: `bollinger_${band}_20_2`,
    formula: FORMULA[band],
    source: 'TA-Lib BBANDS(20, 2, 2, SMA), Bollinger 1983',
    unit: 'quote',
    compute: ({ use }) => use(bollinger20)[band],
  })),
  {
    ...DEFINITION,
    name: 'bollinger_percent_b',
    formula: '(close - bollinger_lower_20_2) / (bollinger_upper_20_2 - bollinger_lower_20_2); 0.5 on a flat price',
    source: 'Bollinger 2001, %b',
    unit: 'ratio',
    compute({ inputs, use, column }) {
      const { upper, lower } = use(bollinger20);
      const out = column();
      for (let i = 0; i < out.length; i++) {
        const width = upper[i]! - lower[i]!;
        out[i] = width === 0 ? 0.5 : (inputs.close[i]! - lower[i]!) / width;
      }
      return out;
    },
  },
  {
    ...DEFINITION,
    name: 'bollinger_width_bps',
    formula: '(bollinger_upper_20_2 - bollinger_lower_20_2) / bollinger_middle_20_2 * 1e4',
    source: 'Bollinger 2001, BandWidth, in basis points',
    unit: 'bps',
    compute({ use, column }) {
      const { upper, middle, lower } = use(bollinger20);
      const out = column();
      for (let i = 0; i < out.length; i++) out[i] = ((upper[i]! - lower[i]!) / middle[i]!) * 1e4;
      return out;
    },
  },
];
