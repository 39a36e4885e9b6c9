import { DAY_MS } from '../market/bar.ts';

/** Half-open [from, to) of exchange time, epoch ms, both at 00:00 UTC: what one run of the pipeline is about. */
export interface DataInterval {
  readonly from: number;
  readonly to: number;
}

/** A UTC day as text, `YYYY-MM-DD`: a partition of the lakehouse, and the suffix of a workflow's id. */
export type UtcDate = string;

/** The interval of one UTC day. @throws RangeError for a text that isn't a date of the calendar. */
export function dayInterval(date: UtcDate): DataInterval {
  const from = startOfDate(date);
  return { from, to: from + DAY_MS };
}

/** 00:00 UTC of a date, epoch ms. @throws RangeError for a text that isn't a date of the calendar. */
export function startOfDate(date: UtcDate): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || dateOf(time) !== date) {
    throw new RangeError(`"${date}" is not a date; right is a UTC day such as 2022-05-09`);
  }
  return time;
}

/** The UTC day that contains `time` (epoch ms). */
export function dateOf(time: number): UtcDate {
  return new Date(time).toISOString().slice(0, 10);
}

/**
 * The days of an interval, ascending.
 * @throws RangeError when it is empty or does not begin and end at 00:00 UTC.
 */
export function datesOf({ from, to }: DataInterval): UtcDate[] {
  if (from % DAY_MS !== 0 || to % DAY_MS !== 0) {
    throw new RangeError(`the interval ${from} to ${to} does not begin and end at 00:00 UTC`);
  }
  if (from >= to)
    throw new RangeError(`the interval ${dateOf(from)} to ${dateOf(to)} is empty: its end comes after its start`);
  return Array.from({ length: (to - from) / DAY_MS }, (_, day) => dateOf(from + day * DAY_MS));
}
