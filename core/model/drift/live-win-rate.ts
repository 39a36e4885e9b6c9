import type { Interval } from '../../metrics/interval.ts';
import { wilsonInterval } from '../../metrics/win-rate.ts';

export interface LiveWinRate {
  readonly trades: number;
  readonly rate: number;
  readonly interval: Interval;
  /** The same of the backtest. */
  readonly backtest: { readonly trades: number; readonly rate: number; readonly interval: Interval };
  /** The live interval lies wholly below the backtest's: chance does not explain it. */
  readonly isBelow: boolean;
}

interface Trades {
  readonly trades: number;
  readonly wins: number;
}

/** Live trades beside those of the backtest (or of validation), by their intervals; undefined while either has none. */
export function liveWinRate(live: Trades, backtest: Trades): LiveWinRate | undefined {
  if (live.trades === 0 || backtest.trades === 0) return undefined;
  const interval = wilsonInterval(live.wins, live.trades);
  const expected = wilsonInterval(backtest.wins, backtest.trades);
  return {
    trades: live.trades,
    rate: live.wins / live.trades,
    interval,
    backtest: { trades: backtest.trades, rate: backtest.wins / backtest.trades, interval: expected },
    isBelow: interval.high < expected.low,
  };
}
