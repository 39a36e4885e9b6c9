import type { DuckDBConnection } from '@duckdb/node-api';
import type { SilverDay } from '../../../core/pipeline/day-report.ts';
import { dateOf } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { LakeTable } from '../tables/all-tables.ts';
import { BARS, SELECT_BARS } from './silver-bars.ts';
import { BOOK, prepareBook, SELECT_BOOK } from './silver-book.ts';
import { FLOW, prepareFlow, SELECT_FLOW } from './silver-flow.ts';
import { FUNDING, prepareFunding, SELECT_FUNDING } from './silver-funding.ts';
import { prepareRepairedBars } from './silver-repaired-bars.ts';
import type { RepairOptions } from './silver-repaired-bars.ts';
import { replaceSymbolDays, sortedDates } from './symbol-days.ts';
import type { SymbolDays } from './symbol-days.ts';

export interface SilverRequest extends SymbolDays, RepairOptions {}

interface SilverTable {
  readonly name: LakeTable;
  readonly select: string;
  readonly time: string;
}

const TABLES: readonly SilverTable[] = [
  { name: 'silver/bars_1m', select: SELECT_BARS, time: 'open_time' },
  { name: 'silver/flow_1m', select: SELECT_FLOW, time: 'open_time' },
  { name: 'silver/book_1m', select: SELECT_BOOK, time: 'open_time' },
  { name: 'silver/funding', select: SELECT_FUNDING, time: 'funding_time' },
];

/**
 * Silver of some days from bronze: a function of the messages, whatever their order and however often they came. Minutes
 * that bronze hasn't are asked of the exchange first. All tables are prepared before the first one is written, one commit
 * a table; a table whose rows are the same is not written.
 *
 * A month at once is a good size. Resolves with what was found, by day.
 * @throws UnreadableBronze for a message that can't be read; nothing is written then.
 */
export async function buildSilver(lake: Lakehouse, request: SilverRequest): Promise<SilverDay[]> {
  const { atStep = () => undefined } = request;
  const days = { symbol: request.symbol, dates: sortedDates(request.dates) };
  return lake.engine.withConnection(async (connection) => {
    const before = await prepareRepairedBars(lake, connection, days, request);
    atStep('aggregate trades');
    await prepareFlow(lake, connection, days);
    atStep('books');
    await prepareBook(lake, connection, days);
    atStep('funding');
    await prepareFunding(lake, connection, days);
    for (const { name, select, time } of TABLES) {
      atStep(`writing ${name}`);
      await replaceSymbolDays(lake, connection, name, days, { select, time });
    }
    return reportOf(connection, days.dates, before);
  });
}

async function reportOf(
  connection: DuckDBConnection,
  dates: readonly UtcDate[],
  missingBefore: readonly number[],
): Promise<SilverDay[]> {
  const counts = await connection.runAndReadAll(`
    SELECT date::VARCHAR, count(*)::DOUBLE, coalesce(sum(messages - different), 0)::DOUBLE,
      count(*) FILTER (different > expected)::DOUBLE, count(*) FILTER (status = 'missing')::DOUBLE,
      count(*) FILTER (status = 'quiet')::DOUBLE
    FROM (
      SELECT date, messages, different, 1 AS expected, status FROM ${BARS}
      UNION ALL SELECT date, messages, different, agg_trades, NULL FROM ${FLOW}
      UNION ALL SELECT date, messages, different, different, NULL FROM ${BOOK}
      UNION ALL SELECT date, messages, different, 1, NULL FROM ${FUNDING}
    ) GROUP BY date`);
  const byDate = new Map(counts.getRows().map((row) => [String(row[0]), row.slice(1).map(Number)]));
  return dates.map((date) => {
    const [rows = 0, duplicates = 0, disagreements = 0, missing = 0, quiet = 0] = byDate.get(date) ?? [];
    const wasMissing = missingBefore.filter((minute) => dateOf(minute) === date).length;
    return {
      date,
      rows,
      missingMinutes: missing,
      quietMinutes: quiet,
      repairedMinutes: wasMissing - missing,
      duplicates,
      disagreements,
    };
  });
}
