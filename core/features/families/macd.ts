import { macd, type Macd } from '../derived/macd.ts';
import type { FeatureDefinition } from '../definition.ts';
import { bpsOf } from '../kernels/deviation-bps.ts';
import { emaKeeps, recursive } from '../warm-up.ts';

const FORMULA: Readonly<Record<keyof Macd, string>> = {
  line: 'ema12(close) - ema26(close), both beginning at bar 26 with the mean of their last 12 and 26 closes',
  signal: 'ema9(macd_line), beginning with the mean of its first 9 values',
  histogram: 'macd_line - macd_signal',
};

/** MACD(12, 26, 9): line, signal and histogram in quote, and each in basis points of the close. */
export const MACD_FEATURES: readonly FeatureDefinition[] = (['line', 'signal', 'histogram'] as const).flatMap(both);

function both(part: keyof Macd): FeatureDefinition[] {
  const name = part === 'histogram' ? 'macd_hist' : `macd_${part}`;
  const definition = {
    family: 'momentum',
    inputs: ['close'],
    warmUp: recursive(34, emaKeeps(26), emaKeeps(9)),
    history: 'klines',
    version: 1,
  } as const;
  return [
    {
      ...definition,
      name,
      formula: FORMULA[part],
      source: 'TA-Lib MACD(12, 26, 9), Appel 1979',
      unit: 'quote',
      compute: ({ use }) => use(macd)[part],
    },
    {
      ...definition,
      name: `${name}_bps`,
      formula: `${name} / close * 1e4`,
      source: 'TA-Lib MACD(12, 26, 9), free of scale',
      unit: 'bps',
      compute: ({ inputs, use, column }) => bpsOf(use(macd)[part], inputs.close, column()),
    },
  ];
}
