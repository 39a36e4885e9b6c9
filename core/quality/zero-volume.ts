import { longestRun, minuteText } from './day-bars.ts';
import type { DayBars } from './day-bars.ts';
import { judge } from './finding.ts';
import type { Finding } from './finding.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Minutes in a row that have a kline and no trade: the exchange stood still, or its data does. */
export function checkZeroVolume({ volume, openTime }: DayBars, { quietRunMinutes }: QualityThresholds): Finding {
  const quiet = volume.reduce((count, amount) => count + (amount === 0 ? 1 : 0), 0);
  const run = longestRun(volume.length, (row) => volume[row] === 0);
  const from =
    run.length === 0 ? '' : `, ${run.length} of them in a row from ${minuteText(openTime[run.first] ?? NaN)}`;
  return {
    check: 'zero-volume',
    verdict: judge(run.length, quietRunMinutes),
    numbers: { quiet, longestRun: run.length, ...quietRunMinutes },
    sentence: `${quiet} minutes have no trade${from}; from ${quietRunMinutes.stop} in a row on the run stops`,
  };
}
