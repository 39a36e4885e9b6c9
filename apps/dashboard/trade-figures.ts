import type { Interval } from '../../core/metrics/interval.ts';
import { LEAST_TRADES } from '../../core/metrics/least-counts.ts';
import { mean } from '../../core/metrics/mean.ts';
import { wilsonInterval } from '../../core/metrics/win-rate.ts';
import { money } from '../../core/money/decimal.ts';
import type { TradeRecord } from '../../core/trading/records.ts';

/** What closed trades earned: no win rate without count, expectancy and cost beside it. */
export interface TradeFigures {
  readonly count: number;
  readonly wins: number;
  /** Sum of net results in quote. */
  readonly netPnl: string;
  /** Mean net result in basis points of entry notional, after fees and funding. */
  readonly expectancyBps: number;
  /** Of the expectancy; absent below 10 trades, where it would only pretend. */
  readonly expectancyInterval?: Interval;
  /** Of the win rate (Wilson), as fractions. */
  readonly winRateInterval: Interval;
  /** Mean of fees less funding received, in basis points of entry notional. */
  readonly costBps: number;
}

const Z95 = 1.959964;

/** Figures of closed trades; undefined when there is none. */
export function tradeFigures(trades: readonly TradeRecord[]): TradeFigures | undefined {
  const count = trades.length;
  if (count === 0) return undefined;
  const wins = trades.filter((trade) => trade.netBps > 0).length;
  const results = trades.map((trade) => trade.netBps);
  return {
    count,
    wins,
    netPnl: trades.reduce((sum, trade) => sum.plus(trade.netPnl), money('0')).toFixed(),
    expectancyBps: mean(results),
    ...(count < LEAST_TRADES ? {} : { expectancyInterval: meanInterval(results) }),
    winRateInterval: wilsonInterval(wins, count),
    costBps: mean(trades.map(costBpsOf)),
  };
}

function costBpsOf(trade: TradeRecord): number {
  const notional = money(trade.entryPrice).times(trade.quantity);
  return notional.isZero() ? 0 : money(trade.fees).minus(trade.funding).div(notional).times(10_000).toNumber();
}

/** mean ± 1.96 × standard error, the trades taken as independent. */
function meanInterval(values: readonly number[]): Interval {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  const reach = Z95 * Math.sqrt(variance / values.length);
  return { low: centre - reach, high: centre + reach };
}
