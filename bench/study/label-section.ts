import type { FeatureInputs } from '../../core/features/inputs.ts';
import { classShares } from '../../core/labels/class-shares.ts';
import { signalLabels } from '../../core/labels/signal-label.ts';
import { computeFeatures } from '../../core/features/compute.ts';
import { minutesOf } from './attempts.ts';
import { bps, markdownTable, percent } from './figures.ts';
import type { Period } from './periods.ts';

/** What there is to predict: shares of the classes, and the size of moves and stops against the cost. */
export function labelSection(parts: readonly { readonly inputs: FeatureInputs; readonly period: Period }[]): string {
  return markdownTable(
    ['minutes of', 'SELL', 'HOLD', 'BUY', 'mean absolute 3-minute move, bps', 'median 1.5 × ATR(14), bps'],
    parts.map(({ inputs, period }) => {
      const minutes = minutesOf(inputs, period);
      const { label, forwardMoveBps } = signalLabels(minutes.close);
      const [sell, hold, buy] = classShares(label);
      const moves = forwardMoveBps.filter((move) => !Number.isNaN(move)).map(Math.abs);
      const atr = computeFeatures(minutes, ['atr_14_bps'])
        .get('atr_14_bps')!
        .filter((value) => !Number.isNaN(value))
        .sort();
      return [
        period.name,
        percent(sell),
        percent(hold),
        percent(buy),
        bps(moves.reduce((sum, move) => sum + move, 0) / moves.length).replace('+', ''),
        bps(1.5 * atr[Math.floor(atr.length / 2)]!).replace('+', ''),
      ];
    }),
  );
}
