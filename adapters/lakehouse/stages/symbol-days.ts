import type { DuckDBConnection } from '@duckdb/node-api';
import { dayInterval } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { literal, quoted } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { LakeTable } from '../tables/all-tables.ts';

/** What a stage is asked for. */
export interface SymbolDays {
  readonly symbol: string;
  /** UTC days; each once, in any order. */
  readonly dates: readonly UtcDate[];
}

/** Ascending, each once. @throws RangeError for a text that isn't a date, or no date at all. */
export function sortedDates(dates: readonly UtcDate[]): UtcDate[] {
  for (const date of dates) dayInterval(date);
  if (dates.length === 0) throw new RangeError('there is no day to build; right is at least one UTC day');
  return [...new Set(dates)].sort();
}

/**
 * Puts the rows of a SELECT in the place of a symbol's rows of these days, in one commit; other symbols' rows of those
 * days stay. Rows are ordered by symbol, then `time`, so that the same rows are the same bytes.
 */
export async function replaceSymbolDays(
  lake: Lakehouse,
  connection: DuckDBConnection,
  name: LakeTable,
  { symbol, dates }: SymbolDays,
  { select, time }: { readonly select: string; readonly time: string },
): Promise<void> {
  const table = await lake.table(name);
  const write = async (): Promise<void> => {
    await table.replaceWhere(
      { date: [...dates] },
      {
        connection,
        select: `SELECT * FROM (${select}) UNION ALL BY NAME
          SELECT * FROM rows_before WHERE symbol <> ${literal(symbol)} ORDER BY symbol, ${quoted(time)}`,
      },
    );
  };
  await table.withView('rows_before', write, { where: { date: [...dates] }, connection });
}
