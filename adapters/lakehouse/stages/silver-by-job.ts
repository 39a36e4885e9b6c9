import { dateOf } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { literal } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { LakeTable } from '../tables/all-tables.ts';
import { BARS } from './silver-bars.ts';
import { prepareRepairedBars } from './silver-repaired-bars.ts';
import type { RepairOptions } from './silver-repaired-bars.ts';
import { sortedDates } from './symbol-days.ts';
import type { SymbolDays } from './symbol-days.ts';

/** What bronze holds of a day's klines. */
export interface KlineCounts {
  readonly date: UtcDate;
  /** Minutes without a kline, before the exchange was asked. */
  readonly missingMinutes: number;
  /** Messages that said the same again. */
  readonly duplicates: number;
  /** Minutes of which messages say different things. */
  readonly disagreements: number;
}

/**
 * For days of which another program makes silver from bronze: asks the exchange for minutes that bronze hasn't, and counts
 * what bronze holds of klines. @throws UnreadableBronze
 */
export async function surveyKlines(lake: Lakehouse, request: SymbolDays & RepairOptions): Promise<KlineCounts[]> {
  const days = { symbol: request.symbol, dates: sortedDates(request.dates) };
  return lake.engine.withConnection(async (connection) => {
    const before = await prepareRepairedBars(lake, connection, days, request);
    const counted = await connection.runAndReadAll(`
      SELECT date::VARCHAR, coalesce(sum(messages - different), 0)::DOUBLE, count(*) FILTER (different > 1)::DOUBLE
      FROM ${BARS} GROUP BY date`);
    const byDate = new Map(counted.getRows().map((row) => [String(row[0]), row.slice(1).map(Number)]));
    return days.dates.map((date) => {
      const [duplicates = 0, disagreements = 0] = byDate.get(date) ?? [];
      return {
        date,
        missingMinutes: before.filter((minute) => dateOf(minute) === date).length,
        duplicates,
        disagreements,
      };
    });
  });
}

export interface SilverCounts {
  readonly date: UtcDate;
  /** Rows of the day in all silver tables. */
  readonly rows: number;
  readonly missingMinutes: number;
}

/** What silver holds of the days. @throws RangeError when silver/bars_1m hasn't one of them. */
export async function countSilver(lake: Lakehouse, { symbol, dates }: SymbolDays): Promise<SilverCounts[]> {
  const rows = new Map<UtcDate, number>();
  const missing = new Map<UtcDate, number>();
  for (const name of ['silver/bars_1m', 'silver/flow_1m', 'silver/book_1m', 'silver/funding'] as const) {
    const status = name === 'silver/bars_1m' ? "count(*) FILTER (status = 'missing')" : '0';
    for (const [date, count, absent] of await countDays(lake, name, { symbol, dates }, status)) {
      rows.set(date, (rows.get(date) ?? 0) + count);
      if (name === 'silver/bars_1m') missing.set(date, absent);
    }
  }
  return dates.map((date) => {
    const missingMinutes = missing.get(date);
    if (missingMinutes === undefined) throw new RangeError(`silver/bars_1m has no row of ${symbol} on ${date}`);
    return { date, rows: rows.get(date) ?? 0, missingMinutes };
  });
}

async function countDays(
  lake: Lakehouse,
  name: LakeTable,
  { symbol, dates }: SymbolDays,
  second: string,
): Promise<[UtcDate, number, number][]> {
  const table = await lake.existing(name);
  if (!table) return [];
  const sql = `SELECT date::VARCHAR, count(*)::DOUBLE, (${second})::DOUBLE FROM counted
    WHERE symbol = ${literal(symbol)} GROUP BY date`;
  return table.withView(
    'counted',
    async (connection) =>
      (await connection.runAndReadAll(sql)).getRows().map((row) => [String(row[0]), Number(row[1]), Number(row[2])]),
    { where: { date: [...dates] } },
  );
}
