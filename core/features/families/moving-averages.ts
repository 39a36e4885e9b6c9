import type { Derivation } from '../context.ts';
import type { FeatureDefinition } from '../definition.ts';
import { deviationBps } from '../kernels/deviation-bps.ts';
import { ema } from '../kernels/ema.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { emaKeeps, recursive, window } from '../warm-up.ts';

/** Simple and exponential averages of the close, in quote, and how far the close stands from each. */
export const MOVING_AVERAGE_FEATURES: readonly FeatureDefinition[] = [
  ...[20, 60, 240].flatMap(simple),
  ...[12, 26, 60].flatMap(exponential),
];

function simple(period: number): FeatureDefinition[] {
  const average: Derivation<Float64Array> = ({ inputs, column, firstMinute }) => {
    const out = rollingSum(inputs.close, period, column(), firstMinute);
    for (let i = 0; i < out.length; i++) out[i] = out[i]! / period;
    return out;
  };
  return pair(`sma_${period}`, `mean of the last ${period} closes`, 'TA-Lib SMA', window(period), average);
}

function exponential(period: number): FeatureDefinition[] {
  const average: Derivation<Float64Array> = ({ inputs, column }) => ema(inputs.close, period, column());
  const formula = `ema[t] = ema[t-1] + (close[t] - ema[t-1]) * 2/${period + 1}, beginning with the mean of ${period} closes`;
  return pair(`ema_${period}`, formula, 'TA-Lib EMA', recursive(period, emaKeeps(period)), average);
}

function pair(
  name: string,
  formula: string,
  source: string,
  warmUp: FeatureDefinition['warmUp'],
  average: Derivation<Float64Array>,
): FeatureDefinition[] {
  const both = { family: 'trend', inputs: ['close'], warmUp, history: 'klines', version: 1 } as const;
  return [
    { ...both, name, formula, source, unit: 'quote', compute: ({ use }) => use(average) },
    {
      ...both,
      name: `close_to_${name}`,
      formula: `(close / ${name} - 1) * 1e4`,
      source: `deviation from ${source}`,
      unit: 'bps',
      compute: ({ inputs, use, column }) => deviationBps(inputs.close, use(average), column()),
    },
  ];
}
