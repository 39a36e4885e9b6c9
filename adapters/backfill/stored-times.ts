import { datesOf } from '../../core/pipeline/data-interval.ts';
import { DAY_MS, MINUTE_MS } from '../../core/market/bar.ts';
import type { TimeRange } from '../../core/pipeline/backfill/gaps.ts';
import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import type { BronzeTable } from './load-archive-file.ts';

/** What loads a day or more at once: stream rows may be of candles that were still open. */
const BACKFILLED = "source IN ('archive', 'rest')";

/** The minutes of [from, to) without a kline from a file or by REST, as ranges, ascending. Both ends on full minutes. */
export async function missingMinutes(lake: Lakehouse, symbol: string, { from, to }: TimeRange): Promise<TimeRange[]> {
  const gaps = await query(
    lake,
    'bronze/kline_1m',
    { from, to },
    (view) => `
    WITH marks AS (
      SELECT DISTINCT epoch_ms(event_time) AS t FROM ${view} WHERE ${storedRows(symbol, { from, to })}
      UNION ALL SELECT ${from - MINUTE_MS} UNION ALL SELECT ${to}),
    steps AS (SELECT t, lead(t) OVER (ORDER BY t) AS following FROM marks)
    SELECT t + ${MINUTE_MS}, following FROM steps WHERE following - t > ${MINUTE_MS} ORDER BY t`,
  );
  return gaps?.map(([start = 0, end = 0]) => ({ from: start, to: end })) ?? (from < to ? [{ from, to }] : []);
}

/** Times of the settlements of [from, to) that came from files or by REST, epoch ms. */
export async function storedSettlements(lake: Lakehouse, symbol: string, range: TimeRange): Promise<number[]> {
  const rows = await query(
    lake,
    'bronze/funding',
    range,
    (view) => `SELECT DISTINCT epoch_ms(event_time) FROM ${view} WHERE ${storedRows(symbol, range)}`,
  );
  return (rows ?? []).map(([time = 0]) => time);
}

/** How many rows of [from, to) came by REST since `since` (our clock, epoch ms). */
export async function countRestRows(
  lake: Lakehouse,
  table: BronzeTable,
  symbol: string,
  range: TimeRange,
  since: number,
): Promise<number> {
  const rows = await query(
    lake,
    table,
    range,
    (view) => `SELECT count(*) FROM ${view} WHERE ${storedRows(symbol, range)} AND source = 'rest'
      AND epoch_ms(receive_time) >= ${since}`,
  );
  return rows?.[0]?.[0] ?? 0;
}

function storedRows(symbol: string, { from, to }: TimeRange): string {
  return `symbol = ${literal(symbol)} AND ${BACKFILLED} AND epoch_ms(event_time) >= ${from} AND epoch_ms(event_time) < ${to}`;
}

/** Undefined when there is no such table yet. Opens the files of the days only, and of what came a day or more at once. */
async function query(
  lake: Lakehouse,
  name: BronzeTable,
  { from, to }: TimeRange,
  sql: (view: string) => string,
): Promise<number[][] | undefined> {
  const table = await lake.existing(name);
  if (!table || from >= to) return undefined;
  const days = { from: Math.floor(from / DAY_MS) * DAY_MS, to: Math.ceil(to / DAY_MS) * DAY_MS };
  return table.withView(
    'stored',
    async (connection) => (await connection.runAndReadAll(sql('stored'))).getRows().map((row) => row.map(Number)),
    { where: { date: datesOf(days), hour: null } },
  );
}
