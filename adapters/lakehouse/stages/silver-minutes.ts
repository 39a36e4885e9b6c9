import type { DuckDBConnection } from '@duckdb/node-api';
import { DAY_MS } from '../../../core/market/bar.ts';
import type { BarColumns } from '../../../core/market/bar-columns.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import { literal } from '../delta/duckdb-engine.ts';
import { numberColumns } from '../delta/number-columns.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { LakeTable } from '../tables/all-tables.ts';

/** Silver's minutes of consecutive days as columns: every minute is there, prices are NaN where it is missing. */
export interface SilverMinutes extends BarColumns {
  readonly length: number;
  /** Of the last book before the close; NaN where none was recorded. */
  readonly spreadBps: Float64Array;
  readonly imbalance1: Float64Array;
  readonly imbalance5: Float64Array;
  readonly imbalance20: Float64Array;
  /** Settlements of the days, ascending by time (epoch ms). */
  readonly funding: readonly { readonly time: number; readonly rate: number }[];
}

const COLUMNS = `epoch_ms(b.open_time)::DOUBLE AS "openTime", b.open, b.high, b.low, b.close, b.volume,
  b.quote_volume AS "quoteVolume", b.trades, b.taker_buy_volume AS "takerBuyVolume",
  b.taker_buy_quote_volume AS "takerBuyQuoteVolume", k.spread_bps AS "spreadBps", k.imbalance_1 AS imbalance1,
  k.imbalance_5 AS imbalance5, k.imbalance_20 AS imbalance20`;

/** The minutes of these days, which must follow one another and be in silver. @throws RangeError when one is not. */
export async function readSilverMinutes(
  lake: Lakehouse,
  symbol: string,
  dates: readonly UtcDate[],
): Promise<SilverMinutes> {
  const of = `symbol = ${literal(symbol)}`;
  return lake.engine.withConnection(async (connection) => {
    const views = ['silver/bars_1m', 'silver/book_1m', 'silver/funding'] as const;
    return withViews(lake, connection, views, dates, async ([bars, book, funding]) => {
      const minutes = await numberColumns(
        connection,
        `SELECT ${COLUMNS} FROM ${bars} b LEFT JOIN (SELECT * FROM ${book} WHERE ${of}) k USING (open_time)
         WHERE b.${of} ORDER BY b.open_time`,
      );
      const settled = await numberColumns(
        connection,
        `SELECT funding_time AS time, rate FROM ${funding} WHERE ${of} ORDER BY funding_time`,
      );
      const length = minutes['openTime']?.length ?? 0;
      const expected = dates.length * (DAY_MS / 60_000);
      const first = dates[0] ?? '';
      if (length !== expected || minutes['openTime']?.[0] !== startOfDate(first)) {
        throw new RangeError(
          `silver/bars_1m has ${length} minutes of ${symbol} from ${first} to ${dates.at(-1)}; right are ${expected}`,
        );
      }
      const rates = settled['rate'] ?? new Float64Array();
      const times = [...(settled['time'] ?? [])].map((time, index) => ({ time, rate: rates[index] ?? NaN }));
      return { length, ...(minutes as unknown as Omit<SilverMinutes, 'length' | 'funding'>), funding: times };
    });
  });
}

/** Days of a symbol of which silver has bars, among `dates`, ascending. */
export async function daysInSilver(lake: Lakehouse, symbol: string, dates: readonly UtcDate[]): Promise<UtcDate[]> {
  const bars = await lake.existing('silver/bars_1m');
  if (!bars) return [];
  return bars.withView(
    'bars',
    async (connection) => {
      const sql = `SELECT DISTINCT date::VARCHAR FROM bars WHERE symbol = ${literal(symbol)} ORDER BY 1`;
      return (await connection.runAndReadAll(sql)).getRows().map((row) => String(row[0]));
    },
    { where: { date: [...dates] } },
  );
}

/** What silver's tables hold of these days, as one text: another one when any of them was written meanwhile. */
export async function silverVersion(lake: Lakehouse, dates: readonly UtcDate[]): Promise<string> {
  const wanted = new Set<string | null | undefined>(dates);
  const paths: string[] = [];
  for (const name of ['silver/bars_1m', 'silver/book_1m', 'silver/funding'] as const) {
    const snapshot = await (await lake.existing(name))?.snapshot();
    for (const file of snapshot?.files.values() ?? []) {
      if (wanted.has(file.partitionValues['date'])) paths.push(`${name}/${file.path}`);
    }
  }
  return paths.sort().join('\n');
}

async function withViews<T>(
  lake: Lakehouse,
  connection: DuckDBConnection,
  names: readonly LakeTable[],
  dates: readonly UtcDate[],
  use: (views: string[]) => Promise<T>,
  views: string[] = [],
): Promise<T> {
  const [name, ...others] = names;
  if (name === undefined) return use(views);
  const view = name.replace('/', '_');
  const next = (): Promise<T> => withViews(lake, connection, others, dates, use, [...views, view]);
  return (await lake.table(name)).withView(view, next, { where: { date: [...dates] }, connection });
}
