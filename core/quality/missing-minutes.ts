import { longestRun, minuteText } from './day-bars.ts';
import type { DayBars } from './day-bars.ts';
import { judge } from './finding.ts';
import type { Finding } from './finding.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Minutes of a day for which the exchange has no kline. */
export function checkMissingMinutes({ close, openTime }: DayBars, { missingMinutes }: QualityThresholds): Finding {
  const isMissing = (row: number): boolean => Number.isNaN(close[row]);
  const missing = close.reduce((count, price) => count + (Number.isNaN(price) ? 1 : 0), 0);
  const run = longestRun(close.length, isMissing);
  const longest = run.length === 0 ? '' : `, ${run.length} in a row from ${minuteText(openTime[run.first] ?? NaN)}`;
  return {
    check: 'missing-minutes',
    verdict: judge(missing, missingMinutes),
    numbers: { missing, longestRun: run.length, ...missingMinutes },
    sentence: `${missing} of ${close.length} minutes are missing${longest}; from ${missingMinutes.stop} on the run stops`,
  };
}
