import { LABEL_HORIZON_MINUTES, NO_LABEL, signalLabels } from '../../../core/labels/signal-label.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { MINUTES_OF_DAY } from './gold-features.ts';
import type { SilverMinutes } from './silver-minutes.ts';

/** Labels of days, a row a minute, day after day; NaN where they are not known. */
export interface LabelRows {
  readonly close: Float64Array;
  readonly forward_move_bps: Float64Array;
  readonly label: Float64Array;
}

/**
 * What each minute's close was followed by: empty when the minute, or one of the LABEL_HORIZON_MINUTES after it, is missing
 * or not in `minutes`. The last minutes of a day need the first ones of the next.
 */
export function labelRows(minutes: SilverMinutes, dates: readonly UtcDate[]): LabelRows {
  const length = dates.length * MINUTES_OF_DAY;
  const rows = {
    close: new Float64Array(length).fill(NaN),
    forward_move_bps: new Float64Array(length).fill(NaN),
    label: new Float64Array(length).fill(NaN),
  };
  const { label, forwardMoveBps } = signalLabels(minutes.close);
  dates.forEach((date, day) => {
    const first = (startOfDate(date) - (minutes.openTime[0] ?? NaN)) / MINUTE_MS;
    for (let row = 0; row < MINUTES_OF_DAY; row += 1) {
      const at = first + row;
      const to = day * MINUTES_OF_DAY + row;
      rows.close[to] = minutes.close[at] ?? NaN;
      if (label[at] === NO_LABEL || !isKnown(minutes.close, at)) continue;
      rows.forward_move_bps[to] = forwardMoveBps[at] ?? NaN;
      rows.label[to] = label[at] ?? NaN;
    }
  });
  return rows;
}

function isKnown(close: Float64Array, at: number): boolean {
  for (let row = at; row <= at + LABEL_HORIZON_MINUTES; row += 1) if (Number.isNaN(close[row])) return false;
  return true;
}
