import { ApiError } from '../http/api-error.ts';
import type { RequestParameters } from '../http/request-parameters.ts';

const WEEK_MS = 7 * 86_400_000;

/** A span of market time, both ends included, in which account history is looked for. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
  /** False when the caller named no start: then the newest rows are wanted. */
  readonly fromStart: boolean;
}

/** startTime and endTime, at most 7 days apart; without them the 7 days up to `now`. Throws -4165. */
export function weekWindow(params: RequestParameters, now: number): TimeWindow {
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  if (startTime !== undefined && endTime !== undefined && endTime - startTime > WEEK_MS) {
    throw new ApiError(-4165, 'Invalid time interval. Maximum time interval is 7 days.');
  }
  if (startTime !== undefined) {
    return { from: startTime, to: endTime ?? startTime + WEEK_MS, fromStart: true };
  }
  const to = endTime ?? Infinity;
  return { from: (endTime ?? now) - WEEK_MS, to, fromStart: false };
}

/** The rows that fit the limit: the first ones of a window with a start, otherwise the newest. */
export function limited<T>(rows: readonly T[], window: TimeWindow, limit: number): T[] {
  return window.fromStart ? rows.slice(0, limit) : rows.slice(-limit);
}
