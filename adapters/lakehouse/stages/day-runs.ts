import { DAY_MS } from '../../../core/market/bar.ts';
import { dateOf, startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';

/** The day so many days after (before, when negative). */
export function dayAfter(date: UtcDate, days: number): UtcDate {
  return dateOf(startOfDate(date) + days * DAY_MS);
}

/** Days that follow one another without a hole, from ascending ones. */
export function consecutiveRuns(dates: readonly UtcDate[]): UtcDate[][] {
  const runs: UtcDate[][] = [];
  for (const date of dates) {
    const run = runs.at(-1);
    if (run && dayAfter(run.at(-1) ?? date, 1) === date) run.push(date);
    else runs.push([date]);
  }
  return runs;
}
