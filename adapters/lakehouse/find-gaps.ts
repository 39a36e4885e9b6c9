import { DAY_MS, MINUTE_MS } from '../../core/market/bar.ts';
import { datesOf, startOfDate } from '../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { Lakehouse } from './lakehouse.ts';
import { consecutiveRuns } from './stages/day-runs.ts';
import { LAKE_TABLE_NAMES } from './tables/all-tables.ts';
import type { LakeTable } from './tables/all-tables.ts';

/** Minutes in a row that the exchange has not: open times of the first and the last, epoch ms, both in the gap. */
export interface MissingMinutes {
  readonly symbol: string;
  readonly first: number;
  readonly last: number;
  readonly minutes: number;
}

/** Days in a row of which a table has no partition, both in the gap. */
export interface MissingDays {
  readonly table: LakeTable;
  readonly first: UtcDate;
  readonly last: UtcDate;
  readonly days: number;
}

export interface LakeGaps {
  /** The days that were looked at, both included. */
  readonly first: UtcDate;
  readonly last: UtcDate;
  /** Minutes of silver/bars_1m by status; those of absent days are not in it. */
  readonly minutes: { readonly traded: number; readonly quiet: number; readonly missing: number };
  readonly missingMinutes: readonly MissingMinutes[];
  readonly missingDays: readonly MissingDays[];
}

/**
 * What is not in silver and gold: minutes marked as missing, and days without a partition in each table that is there.
 *
 * @param range first and last day; those of silver/bars_1m unless told.
 * @returns undefined when there are no bars, and so no days to look at.
 */
export async function findGaps(
  lake: Lakehouse,
  range: { readonly first?: UtcDate | undefined; readonly last?: UtcDate | undefined } = {},
): Promise<LakeGaps | undefined> {
  const bars = await partitionDates(lake, 'silver/bars_1m');
  const first = range.first ?? bars?.[0];
  const last = range.last ?? bars?.at(-1);
  if (bars === undefined || first === undefined || last === undefined) return undefined;
  const days = first > last ? [] : datesOf({ from: startOfDate(first), to: startOfDate(last) + DAY_MS });
  const missingDays: MissingDays[] = [];
  for (const table of LAKE_TABLE_NAMES.filter((name) => /^(silver|gold)\//.test(name))) {
    const present = new Set(await partitionDates(lake, table));
    if (present.size > 0) missingDays.push(...daysWithout(table, days, present));
  }
  const wanted = bars.filter((date) => date >= first && date <= last);
  return { first, last, missingDays, ...(await minutesOf(lake, wanted)) };
}

/** Ascending; undefined when there is no such table. */
async function partitionDates(lake: Lakehouse, name: LakeTable): Promise<UtcDate[] | undefined> {
  const snapshot = await (await lake.existing(name))?.snapshot();
  if (!snapshot) return undefined;
  const dates = [...snapshot.files.values()].map(({ partitionValues }) => partitionValues['date'] ?? '');
  return [...new Set(dates)].filter((date) => date !== '').sort();
}

function daysWithout(table: LakeTable, days: readonly UtcDate[], present: ReadonlySet<UtcDate>): MissingDays[] {
  return consecutiveRuns(days.filter((day) => !present.has(day))).map((run) => ({
    table,
    first: run[0] ?? '',
    last: run.at(-1) ?? '',
    days: run.length,
  }));
}

async function minutesOf(
  lake: Lakehouse,
  dates: readonly UtcDate[],
): Promise<Pick<LakeGaps, 'minutes' | 'missingMinutes'>> {
  const minutes = { traded: 0, quiet: 0, missing: 0 };
  const missingMinutes: MissingMinutes[] = [];
  const table = await lake.existing('silver/bars_1m');
  if (!table || dates.length === 0) return { minutes, missingMinutes };
  await table.withView(
    'bars',
    async (connection) => {
      const counts = await connection.runAndReadAll('SELECT status, count(*) FROM bars GROUP BY status');
      for (const [status, count] of counts.getRows()) minutes[status as keyof typeof minutes] = Number(count);
      const missing = await connection.runAndReadAll(
        "SELECT symbol, epoch_ms(open_time) FROM bars WHERE status = 'missing' ORDER BY symbol, open_time",
      );
      for (const [symbol, time] of missing.getRows()) addMinute(missingMinutes, String(symbol), Number(time));
    },
    { where: { date: dates } },
  );
  return { minutes, missingMinutes };
}

/** Continues the last gap, or begins one. */
function addMinute(gaps: MissingMinutes[], symbol: string, time: number): void {
  const before = gaps.at(-1);
  if (before?.symbol === symbol && before.last + MINUTE_MS === time) {
    gaps[gaps.length - 1] = { ...before, last: time, minutes: before.minutes + 1 };
  } else {
    gaps.push({ symbol, first: time, last: time, minutes: 1 });
  }
}
