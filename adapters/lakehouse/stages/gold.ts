import type { GoldDay } from '../../../core/pipeline/day-report.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import { literal, quoted } from '../delta/duckdb-engine.ts';
import { loadRows } from '../delta/rows.ts';
import type { Column } from '../delta/schema.ts';
import type { Lakehouse } from '../lakehouse.ts';
import { GOLD_TABLES } from '../tables/gold.ts';
import { consecutiveRuns, dayAfter } from './day-runs.ts';
import { contextOf, dueInGold, silverBelow } from './gold-days.ts';
import { featureRows, MINUTES_OF_DAY } from './gold-features.ts';
import { labelRows } from './gold-labels.ts';
import { readSilverMinutes } from './silver-minutes.ts';
import type { SilverMinutes } from './silver-minutes.ts';
import { replaceSymbolDays, sortedDates } from './symbol-days.ts';
import type { SymbolDays } from './symbol-days.ts';

export interface GoldRequest extends SymbolDays {
  /** Called between steps, with what comes next: where a caller may tell that it lives, or throw to stop. */
  readonly atStep?: (step: string) => void;
}

/** How often silver may be written below a run before it gives up. */
const ATTEMPTS = 5;

/**
 * Gold of some days from silver. A day's features are a function of silver of the day and of the CONTEXT_DAYS before it,
 * its labels of the day and the next one. So when silver of a day is new, these are due, as far as silver has the days:
 *
 * - labels of the day and of the day before it, whose last minutes look into it;
 * - features of the day and of the CONTEXT_DAYS after it.
 *
 * In whatever order days are built, the tables end as the same rows; what would be the same is not written. When silver
 * changes during the run, it is done again.
 *
 * A month at once is a good size. Resolves with the days that were looked at, ascending.
 * @throws RangeError when silver hasn't one of the days; Error when silver changes again and again.
 */
export async function buildGold(lake: Lakehouse, request: GoldRequest): Promise<GoldDay[]> {
  const dates = sortedDates(request.dates);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const version = await silverBelow(lake, dates);
    const report = await buildOnce(lake, { ...request, dates });
    if ((await silverBelow(lake, dates)) === version) return report;
  }
  throw new Error(`silver was written ${ATTEMPTS} times while gold was made of it; try again when it is quiet`);
}

async function buildOnce(
  lake: Lakehouse,
  { symbol, dates, atStep = () => undefined }: GoldRequest,
): Promise<GoldDay[]> {
  const { features, labels, present } = await dueInGold(lake, { symbol, dates });
  const report: GoldDay[] = [];
  for (const run of consecutiveRuns([...new Set([...labels, ...features])].sort())) {
    atStep(`silver of ${run[0]} to ${run.at(-1)}`);
    const read = [...contextOf(run, present), ...run, ...[dayAfter(run.at(-1) ?? '', 1)].filter((d) => present.has(d))];
    const minutes = await readSilverMinutes(lake, symbol, read);
    const builds = { lake, symbol, minutes, atStep };
    const context = await writeFeatures(
      builds,
      run.filter((date) => features.includes(date)),
    );
    const known = await writeLabels(
      builds,
      run.filter((date) => labels.includes(date)),
    );
    for (const date of run) {
      report.push({
        date,
        featureRows: context.has(date) ? MINUTES_OF_DAY : 0,
        labelRows: known.get(date) ?? 0,
        contextMinutes: context.get(date) ?? 0,
      });
    }
  }
  return report;
}

interface Build {
  readonly lake: Lakehouse;
  readonly symbol: string;
  readonly minutes: SilverMinutes;
  readonly atStep: (step: string) => void;
}

/** Resolves with the context of each day. */
async function writeFeatures(build: Build, dates: readonly UtcDate[]): Promise<Map<UtcDate, number>> {
  if (dates.length === 0) return new Map();
  let day = 0;
  const { columns, contextMinutes } = featureRows(build.minutes, dates, () => {
    build.atStep(`features of ${dates[day]}`);
    day += 1;
  });
  await write(build, 'gold/features_1m', dates, columns);
  return new Map(dates.map((date, index) => [date, contextMinutes[index] ?? 0]));
}

/** Resolves with the number of known labels of each day. */
async function writeLabels(build: Build, dates: readonly UtcDate[]): Promise<Map<UtcDate, number>> {
  if (dates.length === 0) return new Map();
  const rows = labelRows(build.minutes, dates);
  await write(build, 'gold/labels_1m', dates, { ...rows });
  return new Map(
    dates.map((date, day) => {
      const labels = rows.label.subarray(day * MINUTES_OF_DAY, (day + 1) * MINUTES_OF_DAY);
      return [date, labels.reduce((count, label) => count + (Number.isNaN(label) ? 0 : 1), 0)];
    }),
  );
}

async function write(
  { lake, symbol, minutes, atStep }: Build,
  name: 'gold/features_1m' | 'gold/labels_1m',
  dates: readonly UtcDate[],
  columns: Readonly<Record<string, Float64Array>>,
): Promise<void> {
  atStep(`writing ${name}`);
  const first = minutes.openTime[0] ?? NaN;
  const openTime = new Float64Array(dates.length * MINUTES_OF_DAY);
  const isMissing = new Float64Array(openTime.length);
  const isTraded = new Float64Array(openTime.length);
  dates.forEach((date, day) => {
    const start = startOfDate(date);
    for (let row = 0; row < MINUTES_OF_DAY; row += 1) {
      const at = (start - first) / MINUTE_MS + row;
      const to = day * MINUTES_OF_DAY + row;
      openTime[to] = start + row * MINUTE_MS;
      isMissing[to] = Number.isNaN(minutes.close[at]) ? 1 : 0;
      isTraded[to] = (minutes.trades[at] ?? 0) > 0 ? 1 : 0;
    }
  });
  const numbers = { open_time: openTime, is_missing: isMissing, is_traded: isTraded, ...columns };
  const defined: Column[] = Object.keys(numbers).map((column) => ({
    name: column,
    type: column === 'open_time' ? 'timestamp' : 'double',
  }));
  const own = GOLD_TABLES[name].columns.map((column) => expressionOf(column, symbol)).join(', ');
  await lake.engine.withConnection(async (connection) => {
    await loadRows(connection, 'gold_numbers', defined, numbers);
    const select = `SELECT ${own} FROM gold_numbers`;
    await replaceSymbolDays(lake, connection, name, { symbol, dates }, { select, time: 'open_time' });
    await connection.run('DROP TABLE gold_numbers');
  });
}

function expressionOf({ name, type }: Column, symbol: string): string {
  if (name === 'symbol') return `${literal(symbol)} AS symbol`;
  if (name === 'date') return 'open_time::DATE AS date';
  if (name === 'status') {
    return `CASE WHEN is_missing = 1 THEN 'missing' WHEN is_traded = 1 THEN 'traded' ELSE 'quiet' END AS status`;
  }
  return type === 'integer' ? `${quoted(name)}::INTEGER AS ${quoted(name)}` : quoted(name);
}
