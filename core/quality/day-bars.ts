import type { BarColumns } from '../market/bar-columns.ts';

/** The minutes of one day, ascending, NaN where the minute is missing: what the checks of bars look at. */
export interface DayBars extends BarColumns {
  /** The last close before the day; NaN when it isn't known. */
  readonly closeBefore: number;
}

/** e.g. `2022-05-01 22:26 UTC`. */
export function minuteText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The longest run of minutes for which `holds`: its first index (-1 for none) and its length. */
export function longestRun(length: number, holds: (row: number) => boolean): { first: number; length: number } {
  let longest = { first: -1, length: 0 };
  let run = 0;
  for (let row = 0; row < length; row += 1) {
    run = holds(row) ? run + 1 : 0;
    if (run > longest.length) longest = { first: row - run + 1, length: run };
  }
  return longest;
}
