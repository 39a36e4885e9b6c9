import { literal } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';

/** Days looked at together: as a rule the first bar is in the very first of them. */
const DAYS_AT_ONCE = 31;

/**
 * Open time (epoch ms) of the first bar that silver has of a symbol: where its market, or the record of it, begins.
 * Undefined when silver has none.
 */
export async function firstBar(lake: Lakehouse, symbol: string): Promise<number | undefined> {
  const table = await lake.existing('silver/bars_1m');
  if (!table) return undefined;
  const { files } = await table.snapshot();
  const dates = [...new Set([...files.values()].map(({ partitionValues }) => partitionValues['date'] ?? ''))].sort();
  for (let from = 0; from < dates.length; from += DAYS_AT_ONCE) {
    const first = await table.withView(
      'early_bars',
      async (connection) => {
        const sql = `SELECT epoch_ms(min(open_time))::DOUBLE FROM early_bars
          WHERE symbol = ${literal(symbol)} AND status <> 'missing'`;
        return (await connection.runAndReadAll(sql)).getRows()[0]?.[0];
      },
      { where: { date: dates.slice(from, from + DAYS_AT_ONCE) } },
    );
    if (typeof first === 'number') return first;
  }
  return undefined;
}
