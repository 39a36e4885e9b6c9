import { DAY_MS, MINUTE_MS } from '../market/bar.ts';
import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { TradeRecord } from '../trading/records.ts';
import type { EquityPoint } from './daily-returns.ts';

export interface ResultOfMonth {
  /** UTC month, `YYYY-MM`. */
  readonly month: string;
  /** Trades entered in it. */
  readonly count: number;
  /** Sum of their net results, quote. */
  readonly netPnl: DecimalText;
  /** Last equity of the month ÷ that of the month before (or the deposit) − 1: an open position is part of it. */
  readonly return: number;
}

/**
 * Every UTC month that has a point of equity, ascending.
 * @param points ascending; the first bar of every trade has one.
 * @param deposit what the first month's return is against, above 0.
 */
export function resultsByMonth(
  trades: readonly Pick<TradeRecord, 'openedBar' | 'netPnl'>[],
  points: readonly EquityPoint[],
  deposit: number,
): ResultOfMonth[] {
  const months = new Map<string, { count: number; netPnl: ReturnType<typeof money>; last: number }>();
  let day = NaN;
  let name = '';
  for (const { time, equity } of points) {
    const today = Math.floor(time / DAY_MS);
    if (today !== day) [day, name] = [today, monthOf(time)];
    const known = months.get(name);
    if (known) known.last = equity;
    else months.set(name, { count: 0, netPnl: money('0'), last: equity });
  }
  for (const { openedBar, netPnl } of trades) {
    // Entered when its first bar closes: in the next month, unless that has no minute.
    const month = months.get(monthOf(openedBar + MINUTE_MS)) ?? months.get(monthOf(openedBar))!;
    month.count += 1;
    month.netPnl = month.netPnl.plus(netPnl);
  }
  let before = deposit;
  return [...months].map(([month, { count, netPnl, last }]) => {
    const result = { month, count, netPnl: netPnl.toFixed(), return: last / before - 1 };
    before = last;
    return result;
  });
}

function monthOf(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}
