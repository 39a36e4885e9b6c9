import { DAY_MS, MINUTE_MS } from '../market/bar.ts';
import { dateOf, startOfDate } from '../pipeline/data-interval.ts';
import type { DataInterval, UtcDate } from '../pipeline/data-interval.ts';

/** How much a training looks at. */
export interface RetrainWindow {
  /** Days to train on. */
  readonly windowDays: number;
  /** Days after them on which champion and challenger are judged. */
  readonly heldOutDays: number;
  /** Minutes between the two that belong to neither; at least the label's horizon. */
  readonly embargoMinutes: number;
}

/** An embargo of the network's own window: no minute judged has an input that was trained on. */
export const DEFAULT_RETRAIN_WINDOW: RetrainWindow = { windowDays: 180, heldOutDays: 14, embargoMinutes: 60 };

/** Minutes that a label looks ahead. */
const LABEL_HORIZON_MINUTES = 3;

/** The days of a training, frozen before it begins. */
export interface RetrainInterval {
  /** Days to train on, `to` being the day after the last. */
  readonly from: UtcDate;
  readonly to: UtcDate;
  /** Minutes to judge on, epoch ms. */
  readonly heldOut: DataInterval;
}

/**
 * The window that ends with the day `newest`.
 * @throws RangeError for a window that can't be, or a text that isn't a date.
 */
export function retrainInterval(newest: UtcDate, window: RetrainWindow = DEFAULT_RETRAIN_WINDOW): RetrainInterval {
  checkWindow(window);
  const { windowDays, heldOutDays, embargoMinutes } = window;
  const end = startOfDate(newest) + DAY_MS;
  const trainedTo = end - heldOutDays * DAY_MS;
  return {
    from: dateOf(trainedTo - windowDays * DAY_MS),
    to: dateOf(trainedTo),
    heldOut: { from: trainedTo + embargoMinutes * MINUTE_MS, to: end },
  };
}

function checkWindow({ windowDays, heldOutDays, embargoMinutes }: RetrainWindow): void {
  for (const [name, days] of Object.entries({ windowDays, heldOutDays })) {
    if (!Number.isInteger(days) || days < 1 || days > 3_650) {
      throw new RangeError(`${name} can't be ${days}; right is a whole number of days, 1 to 3650`);
    }
  }
  const most = (heldOutDays * DAY_MS) / MINUTE_MS - 1;
  if (!Number.isInteger(embargoMinutes) || embargoMinutes < LABEL_HORIZON_MINUTES || embargoMinutes > most) {
    throw new RangeError(
      `embargoMinutes can't be ${embargoMinutes}; right is a whole number of minutes, from the label's horizon of ` +
        `${LABEL_HORIZON_MINUTES} to ${most}, less than the held-out days`,
    );
  }
}
