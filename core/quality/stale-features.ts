import { FEATURES } from '../features/registry.ts';
import type { FeatureFamily } from '../features/definition.ts';
import { judge } from './finding.ts';
import type { Finding } from './finding.ts';
import type { QualityThresholds } from './thresholds.ts';

/** The calendar and the funding rate stand still by nature, and the book has no history before it was recorded. */
const NOT_JUDGED: ReadonlySet<FeatureFamily> = new Set(['calendar', 'funding', 'book']);

const JUDGED = FEATURES.filter(({ family }) => !NOT_JUDGED.has(family));

/**
 * The feature that has one value, or none, for the longest time. Minutes before a feature's warm-up is over are not
 * judged.
 *
 * @param columns features by minute of a day, NaN where there is none.
 * @param contextMinutes minutes before the day from which they were computed; below 0 when the market begins so many
 *   minutes into the day.
 */
export function checkStaleFeatures(
  columns: Readonly<Record<string, Float64Array>>,
  contextMinutes: number,
  { staleFeatureMinutes }: QualityThresholds,
): Finding {
  let longest = { name: 'none', minutes: 0 };
  for (const { name, warmUp } of JUDGED) {
    const column = columns[name];
    if (!column) continue;
    const minutes = longestStanding(column, Math.max(0, warmUp.defined - 1 - contextMinutes));
    if (minutes > longest.minutes) longest = { name, minutes };
  }
  return {
    check: 'stale-features',
    verdict: judge(longest.minutes, staleFeatureMinutes),
    numbers: { longestRun: longest.minutes, ...staleFeatureMinutes },
    sentence: `${longest.name} stands still for ${longest.minutes} minutes, the longest of all features; from ${staleFeatureMinutes.stop} on the run stops`,
  };
}

function longestStanding(column: Float64Array, from: number): number {
  let longest = 0;
  let run = 0;
  for (let row = from; row < column.length; row += 1) {
    run = row > from && Object.is(column[row], column[row - 1]) ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
