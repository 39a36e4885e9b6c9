import { createHash } from 'node:crypto';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import type { Lakehouse } from '../lakehouse.ts';
import { consecutiveRuns, dayAfter } from './day-runs.ts';
import { CONTEXT_DAYS, contextStart, MINUTES_OF_DAY } from './gold-features.ts';
import { daysInSilver, readSilverMinutes, silverVersion } from './silver-minutes.ts';
import { sortedDates } from './symbol-days.ts';
import type { SymbolDays } from './symbol-days.ts';

/** Days of gold that depend on days of silver. */
export interface DueDays {
  readonly features: readonly UtcDate[];
  readonly labels: readonly UtcDate[];
  /** Near the days and in silver. */
  readonly present: ReadonlySet<UtcDate>;
}

/**
 * When silver of `dates` is new, these are due as far as silver has them: labels of the days and of the day before each,
 * whose last minutes look into it; features of the days and of the CONTEXT_DAYS after each.
 * @throws RangeError when silver hasn't one of the dates.
 */
export async function dueInGold(lake: Lakehouse, { symbol, dates }: SymbolDays): Promise<DueDays> {
  const present = new Set(await daysInSilver(lake, symbol, neighbours(dates)));
  const absent = dates.find((date) => !present.has(date));
  if (absent !== undefined)
    throw new RangeError(`silver/bars_1m has no row of ${symbol} on ${absent}: build silver first`);
  const due = (after: readonly number[]): UtcDate[] =>
    [...new Set(dates.flatMap((date) => after.map((days) => dayAfter(date, days))))]
      .filter((date) => present.has(date))
      .sort();
  return { features: due(Array.from({ length: CONTEXT_DAYS + 1 }, (_, day) => day)), labels: due([-1, 0]), present };
}

/** Names the silver that gold of these days is made of: another text when any of it was written meanwhile. */
export async function silverBelow(lake: Lakehouse, dates: readonly UtcDate[]): Promise<string> {
  const files = await silverVersion(lake, neighbours(sortedDates(dates)));
  return createHash('sha256').update(files).digest('hex');
}

/** Days before a run that silver has without a hole, as far as its context reaches. */
export function contextOf(run: readonly UtcDate[], present: ReadonlySet<UtcDate>): UtcDate[] {
  const context: UtcDate[] = [];
  for (let back = 1; back <= CONTEXT_DAYS; back += 1) {
    const date = dayAfter(run[0] ?? '', -back);
    if (!present.has(date)) break;
    context.unshift(date);
  }
  return context;
}

/** A day of features, and how many minutes before it they were computed from. */
export interface FeatureDay {
  readonly date: UtcDate;
  readonly featureRows: number;
  readonly contextMinutes: number;
}

/** The days of features that follow from `dates` of silver, as they stand in gold when it was made. @throws RangeError */
export async function featureDays(lake: Lakehouse, { symbol, dates }: SymbolDays): Promise<FeatureDay[]> {
  const { features, present } = await dueInGold(lake, { symbol, dates: sortedDates(dates) });
  const days: FeatureDay[] = [];
  for (const run of consecutiveRuns(features)) {
    const minutes = await readSilverMinutes(lake, symbol, [...contextOf(run, present), ...run]);
    for (const date of run) {
      const dayRow = (startOfDate(date) - (minutes.openTime[0] ?? NaN)) / MINUTE_MS;
      const from = contextStart(minutes, dayRow);
      days.push({
        date,
        featureRows: MINUTES_OF_DAY,
        contextMinutes: from === undefined ? 0 : Math.max(0, dayRow - from),
      });
    }
  }
  return days;
}

/** All days that may be read or written. */
function neighbours(dates: readonly UtcDate[]): UtcDate[] {
  const reach = Array.from({ length: 3 * CONTEXT_DAYS + 2 }, (_, index) => index - CONTEXT_DAYS - 1);
  return [...new Set(dates.flatMap((date) => reach.map((days) => dayAfter(date, days))))].sort();
}
