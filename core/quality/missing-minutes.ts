import { longestRun, minuteText } from './day-bars.ts';
import type { DayBars } from './day-bars.ts';
import { gravest, judge } from './finding.ts';
import type { Finding } from './finding.ts';
import type { QualityThresholds } from './thresholds.ts';

/**
 * Minutes of a day for which the exchange has no kline. In the day in which the market begins those before its first bar
 * are not missing: nothing will ever be had of them, and the day is a warning whatever their number.
 *
 * @param beginsAt open time of the first bar of all, epoch ms; a day without a bar of its own is judged as any other.
 */
export function checkMissingMinutes(
  { close, openTime }: DayBars,
  { missingMinutes }: QualityThresholds,
  beginsAt = -Infinity,
): Finding {
  const before = Math.max(0, openTime.indexOf(beginsAt));
  const isMissing = (row: number): boolean => row >= before && Number.isNaN(close[row]);
  const missing = close.reduce((count, _, row) => count + (isMissing(row) ? 1 : 0), 0);
  const run = longestRun(close.length, isMissing);
  const longest = run.length === 0 ? '' : `, ${run.length} in a row from ${minuteText(openTime[run.first] ?? NaN)}`;
  const begin =
    before === 0 ? '' : `the market begins at ${minuteText(openTime[before] ?? NaN)}, ${before} minutes into the day; `;
  return {
    check: 'missing-minutes',
    verdict: gravest([judge(missing, missingMinutes), before > 0 ? 'warn' : 'pass']),
    numbers: { missing, longestRun: run.length, ...(before > 0 && { beforeBegin: before }), ...missingMinutes },
    sentence: `${begin}${missing} of ${close.length - before} minutes are missing${longest}; from ${missingMinutes.stop} on the run stops`,
  };
}
