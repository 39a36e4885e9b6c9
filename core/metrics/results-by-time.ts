import { MINUTE_MS } from '../market/bar.ts';
import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { TradeRecord } from '../trading/records.ts';

export interface ResultOfTime {
  /** Hour 0 to 23, or weekday 0 (Sunday) to 6; UTC. */
  readonly when: number;
  readonly count: number;
  /** Sum of net results, quote. */
  readonly netPnl: DecimalText;
}

type TimedTrade = Pick<TradeRecord, 'openedBar' | 'netPnl'>;

/** Net results by the UTC hour of the entry, all 24 of them. */
export function resultsByHour(trades: readonly TimedTrade[]): ResultOfTime[] {
  return grouped(trades, 24, (entry) => entry.getUTCHours());
}

/** Net results by the UTC weekday of the entry, all 7 of them, from Sunday on. */
export function resultsByWeekday(trades: readonly TimedTrade[]): ResultOfTime[] {
  return grouped(trades, 7, (entry) => entry.getUTCDay());
}

/** A trade is entered when its first bar has closed. */
function grouped(trades: readonly TimedTrade[], groups: number, groupOf: (entry: Date) => number): ResultOfTime[] {
  const sums = Array.from({ length: groups }, () => ({ count: 0, netPnl: money('0') }));
  for (const { openedBar, netPnl } of trades) {
    const group = sums[groupOf(new Date(openedBar + MINUTE_MS))]!;
    group.count += 1;
    group.netPnl = group.netPnl.plus(netPnl);
  }
  return sums.map(({ count, netPnl }, when) => ({ when, count, netPnl: netPnl.toFixed() }));
}
