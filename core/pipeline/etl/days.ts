import { DAY_MS, utcDayOf } from '../../market/bar.ts';
import { dateOf, datesOf, startOfDate } from '../data-interval.ts';
import type { UtcDate } from '../data-interval.ts';

/** Names of the workflows and ids by which a caller starts them and finds them again. */
export const DAILY_ETL_WORKFLOW = 'dailyEtlWorkflow';
export const ETL_RANGE_WORKFLOW = 'etlRangeWorkflow';
export const PIPELINE_WATCHDOG_WORKFLOW = 'pipelineWatchdogWorkflow';
export const LAKE_VACUUM_WORKFLOW = 'lakeVacuumWorkflow';

/** e.g. `daily-etl-BTCUSDT-2022-05-09`: one run of a day at a time. */
export function dailyEtlWorkflowId(symbol: string, date: UtcDate): string {
  return `daily-etl-${symbol}-${date}`;
}

/** e.g. `etl-BTCUSDT-2022-05-01-2022-06-01`: one run of a range at a time. */
export function etlRangeWorkflowId(symbol: string, from: UtcDate, to: UtcDate): string {
  return `etl-${symbol}-${from}-${to}`;
}

/** The newest day that is over at `marketTime` (epoch ms). */
export function newestCompleteDay(marketTime: number): UtcDate {
  return dateOf(utcDayOf(marketTime) - DAY_MS);
}

/** Days after the last one that succeeded up to the newest complete one; that one alone when none has succeeded yet. */
export function daysDue(lastSucceeded: UtcDate | null, marketTime: number): UtcDate[] {
  const newest = newestCompleteDay(marketTime);
  if (lastSucceeded === null) return [newest];
  const from = startOfDate(lastSucceeded) + DAY_MS;
  const to = startOfDate(newest) + DAY_MS;
  return from >= to ? [] : datesOf({ from, to });
}

/**
 * The days of [from, to), month by month.
 * @throws RangeError for what is not a date, and an empty range.
 */
export function monthChunks(from: UtcDate, to: UtcDate): UtcDate[][] {
  const chunks: UtcDate[][] = [];
  for (const date of datesOf({ from: startOfDate(from), to: startOfDate(to) })) {
    const chunk = chunks.at(-1);
    if (chunk?.[0]?.slice(0, 7) === date.slice(0, 7)) chunk.push(date);
    else chunks.push([date]);
  }
  return chunks;
}
