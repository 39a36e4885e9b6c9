import { FEATURES } from '../../../core/features/registry.ts';
import { DAY_MS, MINUTE_MS } from '../../../core/market/bar.ts';
import { BAR_COLUMN_NAMES } from '../../../core/market/bar-columns.ts';
import type { BarColumns } from '../../../core/market/bar-columns.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { GoldDay } from '../../../core/pipeline/day-report.ts';
import type { DayFinding } from '../../../core/pipeline/etl/stages.ts';
import { checkDisagreements } from '../../../core/quality/disagreements.ts';
import type { MessageCounts } from '../../../core/quality/disagreements.ts';
import { checkMissingMinutes } from '../../../core/quality/missing-minutes.ts';
import { checkRange } from '../../../core/quality/out-of-range.ts';
import { checkStaleFeatures } from '../../../core/quality/stale-features.ts';
import type { QualityThresholds } from '../../../core/quality/thresholds.ts';
import { checkZeroVolume } from '../../../core/quality/zero-volume.ts';
import { literal, quoted } from '../delta/duckdb-engine.ts';
import { numberColumns } from '../delta/number-columns.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { LakeTable } from '../tables/all-tables.ts';
import { dayAfter } from './day-runs.ts';
import { firstBar } from './first-bar.ts';
import { MINUTES_OF_DAY } from './gold-features.ts';

const BAR_COLUMNS = `open_time AS "openTime", open, high, low, close, volume, quote_volume AS "quoteVolume", trades,
  taker_buy_volume AS "takerBuyVolume", taker_buy_quote_volume AS "takerBuyQuoteVolume"`;

/** What the checks of bars say of days that are in silver. */
export async function checkSilverDays(
  lake: Lakehouse,
  symbol: string,
  days: readonly (MessageCounts & { readonly date: UtcDate })[],
  thresholds: QualityThresholds,
): Promise<DayFinding[]> {
  const dates = days.map(({ date }) => date);
  const before = dates.map((date) => dayAfter(date, -1));
  const read = await readDays(lake, 'silver/bars_1m', symbol, [...new Set([...before, ...dates])], BAR_COLUMNS);
  const beginsAt = await firstBar(lake, symbol);
  return days.flatMap((counts) => {
    const { date } = counts;
    const columns = read.get(date) ?? {};
    const column = (name: string): Float64Array => columns[name] ?? new Float64Array();
    const bars = {
      ...barColumns(column),
      closeBefore: lastClose(read.get(dayAfter(date, -1))?.['close']),
    };
    const findings = [
      checkMissingMinutes(bars, thresholds, beginsAt),
      checkDisagreements(counts, thresholds),
      checkRange(bars, thresholds),
      checkZeroVolume(bars, thresholds),
    ];
    return findings.map((finding) => ({ ...finding, date }));
  });
}

/** What the check of features says of days that are in gold. */
export async function checkGoldDays(
  lake: Lakehouse,
  symbol: string,
  days: readonly Pick<GoldDay, 'date' | 'featureRows' | 'contextMinutes'>[],
  thresholds: QualityThresholds,
): Promise<DayFinding[]> {
  const built = days.filter(({ featureRows }) => featureRows > 0);
  const columns = ['open_time', ...FEATURES.map(({ name }) => name)].map(quoted).join(', ');
  const read = await readDays(
    lake,
    'gold/features_1m',
    symbol,
    built.map(({ date }) => date),
    columns,
  );
  const beginsAt = await firstBar(lake, symbol);
  return built.map(({ date, contextMinutes }) => {
    // Nothing is known from before the market's beginning, though silver may have its day.
    const known = Math.min(contextMinutes, (startOfDate(date) - (beginsAt ?? 0)) / MINUTE_MS);
    return { ...checkStaleFeatures(read.get(date) ?? {}, known, thresholds), date };
  });
}

/** The rows of each day, ascending, as columns; nothing for a day that the table hasn't. */
async function readDays(
  lake: Lakehouse,
  name: LakeTable,
  symbol: string,
  dates: readonly UtcDate[],
  columns: string,
): Promise<Map<UtcDate, Record<string, Float64Array>>> {
  const days = new Map<UtcDate, Record<string, Float64Array>>();
  const table = await lake.existing(name);
  if (!table || dates.length === 0) return days;
  const select = `SELECT ${columns} FROM checked WHERE symbol = ${literal(symbol)} ORDER BY open_time`;
  const all = await table.withView('checked', (connection) => numberColumns(connection, select), {
    where: { date: [...dates] },
  });
  const times = Object.values(all)[0] ?? new Float64Array();
  for (const date of dates) {
    const first = times.findIndex((time) => time >= startOfDate(date));
    const time = times[first];
    if (time === undefined || time >= startOfDate(date) + DAY_MS) continue;
    const cut = ([column, values]: [string, Float64Array]) => [column, values.subarray(first, first + MINUTES_OF_DAY)];
    days.set(date, Object.fromEntries(Object.entries(all).map(cut)) as Record<string, Float64Array>);
  }
  return days;
}

function barColumns(column: (name: string) => Float64Array): BarColumns {
  return Object.fromEntries(BAR_COLUMN_NAMES.map((name) => [name, column(name)])) as BarColumns;
}

function lastClose(close: Float64Array | undefined): number {
  return close?.findLast((price) => !Number.isNaN(price)) ?? NaN;
}
