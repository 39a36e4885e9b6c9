import { MINUTE_MS } from '../market/bar.ts';
import type { TradeRecord } from '../trading/records.ts';

/**
 * Fraction of `minutes` in which a position was held. A trade enters at the close of its first bar, and so holds from the
 * minute after it; a position that is still open is not counted. Undefined without a minute.
 */
export function exposure(
  trades: readonly Pick<TradeRecord, 'openedBar' | 'closedBar'>[],
  minutes: number,
): number | undefined {
  if (minutes === 0) return undefined;
  return trades.reduce((held, { openedBar, closedBar }) => held + (closedBar - openedBar) / MINUTE_MS, 0) / minutes;
}
