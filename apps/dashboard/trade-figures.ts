import { money } from '../../core/money/decimal.ts';
import type { TradeRecord } from '../../core/trading/records.ts';

/** A 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

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
const LEAST_FOR_INTERVAL = 10;

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
    ...(count < LEAST_FOR_INTERVAL ? {} : { expectancyInterval: meanInterval(results) }),
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

/** E. B. Wilson's score interval for a share (1927). */
function wilsonInterval(wins: number, count: number): Interval {
  const share = wins / count;
  const z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * count)) / (1 + z2 / count);
  const reach = (Z95 / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2));
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
