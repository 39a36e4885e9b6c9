import type { DuckDBConnection } from '@duckdb/node-api';
import type { Lakehouse } from '../lakehouse.ts';
import { repairGaps } from './repair-gaps.ts';
import type { AskKlines } from './repair-gaps.ts';
import { missingMinutes, prepareBars } from './silver-bars.ts';
import type { SymbolDays } from './symbol-days.ts';

export interface RepairOptions {
  /** Asked for the minutes that bronze hasn't; without it they are missing at once. */
  readonly askKlines?: AskKlines;
  /** Called between steps, with what comes next: where a caller may tell that it lives, or throw to stop. */
  readonly atStep?: (step: string) => void;
}

/**
 * Makes the temporary table BARS of the days, after the exchange was asked for the minutes that bronze hasn't.
 * Resolves with those minutes: open times, epoch ms, ascending.
 * @throws UnreadableBronze
 */
export async function prepareRepairedBars(
  lake: Lakehouse,
  connection: DuckDBConnection,
  days: SymbolDays,
  { askKlines, atStep = () => undefined }: RepairOptions,
): Promise<number[]> {
  atStep('klines');
  await prepareBars(lake, connection, days);
  const before = await missingMinutes(connection);
  if (before.length > 0 && askKlines) {
    atStep(`${before.length} missing minutes by REST`);
    const found = await repairGaps(lake, days.symbol, before, askKlines, Date.now());
    if (found > 0) await prepareBars(lake, connection, days);
  }
  return before;
}
