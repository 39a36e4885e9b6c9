import { MINUTE_MS } from '../market/bar.ts';
import { bootstrapMean } from '../metrics/bootstrap-mean.ts';
import { calmar } from '../metrics/calmar.ts';
import { costs } from '../metrics/costs.ts';
import { dailyReturns } from '../metrics/daily-returns.ts';
import { expectancy } from '../metrics/expectancy.ts';
import { exposure } from '../metrics/exposure.ts';
import type { Interval } from '../metrics/interval.ts';
import { maxDrawdown } from '../metrics/max-drawdown.ts';
import { profitFactor } from '../metrics/profit-factor.ts';
import { resultsByMonth } from '../metrics/results-by-month.ts';
import type { ResultOfMonth } from '../metrics/results-by-month.ts';
import { resultsByHour, resultsByWeekday } from '../metrics/results-by-time.ts';
import type { ResultOfTime } from '../metrics/results-by-time.ts';
import { sharpe } from '../metrics/sharpe.ts';
import { sortino } from '../metrics/sortino.ts';
import { turnover } from '../metrics/turnover.ts';
import type { Turnover } from '../metrics/turnover.ts';
import { winRate } from '../metrics/win-rate.ts';
import type { WinRate } from '../metrics/win-rate.ts';
import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { TradeRecord } from '../trading/records.ts';
import type { BacktestTally, DecisionCounts } from './backtest-tally.ts';
import { missingFigures } from './missing-figures.ts';
import type { MissingFigures } from './missing-figures.ts';
import type { BacktestOutcome } from './run-backtest.ts';

export interface SummaryInput {
  /** What was run: minutes [from, to), epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Quote, above 0. */
  readonly deposit: DecimalText;
  /** Fed by the run's `onRecords`. */
  readonly tally: BacktestTally;
  readonly outcome: Pick<BacktestOutcome, 'ledger' | 'wallet' | 'equity' | 'minutes' | 'state'>;
  /** Of the bootstrap; the same seed gives the same summary. */
  readonly seed: number;
}

/**
 * What a backtest came to, as JSON. Amounts are quote in decimal text; ratios are floats. A figure that so few trades or
 * days can't carry is null, and `missing` says what it lacks. Every result is after fees, slippage and funding.
 */
export interface BacktestSummary {
  readonly from: number;
  readonly to: number;
  /** Minutes that had a bar, and those of [from, to) that had none. */
  readonly minutes: number;
  readonly minutesWithoutBar: number;
  readonly deposit: DecimalText;
  readonly finalWallet: DecimalText;
  /** Wallet and the open position at the last close. */
  readonly finalEquity: DecimalText;
  /** Final equity − deposit. */
  readonly netProfit: DecimalText;
  /** Net profit ÷ deposit. */
  readonly return: number;
  /** Last close ÷ first close − 1, without costs: what the market itself did. */
  readonly marketReturn: number | null;
  /** True when a position is still open: no trade yet, but part of the equity. */
  readonly endsInPosition: boolean;

  readonly trades: number;
  readonly longs: number;
  readonly exits: Readonly<Partial<Record<TradeRecord['exit'], number>>>;
  readonly winRate: WinRate | null;
  readonly profitFactor: number | null;
  /** Mean net result of a trade, quote. */
  readonly expectancy: number | null;
  /** Mean net result of a trade in basis points of its entry's notional, with a bootstrap interval and p-value. */
  readonly meanTrade: MeanTrade | null;

  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  /** Fraction, by the equity at each minute's close. */
  readonly maxDrawdown: number;
  /** Fraction of the played minutes in which a position was held. */
  readonly exposure: number;
  readonly turnover: Turnover;
  /** Paid, quote. */
  readonly fees: DecimalText;
  /** Paid less received, quote. */
  readonly funding: DecimalText;

  readonly byHour: readonly ResultOfTime[];
  readonly byWeekday: readonly ResultOfTime[];
  readonly byMonth: readonly ResultOfMonth[];
  readonly decisions: DecisionCounts;
  /** Why a figure above is null, by its name. */
  readonly missing: MissingFigures;
}

export interface MeanTrade {
  readonly bps: number;
  /** 95 %, bootstrap. */
  readonly interval: Interval;
  /** One-sided, of "the mean is not above 0". */
  readonly pValue: number;
}

/** Sums a run up. Pure; see the files of core/metrics for each figure's formula and source. */
export function summariseBacktest({ from, to, deposit, tally, outcome, seed }: SummaryInput): BacktestSummary {
  const { trades, fills, equity } = tally;
  const start = Number(deposit);
  const net = trades.map(({ netPnl }) => Number(netPnl));
  const bps = trades.map(({ netBps }) => netBps);
  const returns = dailyReturns(equity, start);
  const drawdown = maxDrawdown(
    equity.map((point) => point.equity),
    start,
  );
  const mean = bootstrapMean(bps, seed);
  const figures = {
    winRate: winRate(net) ?? null,
    profitFactor: profitFactor(net) ?? null,
    expectancy: expectancy(net) ?? null,
    meanTrade: mean === undefined ? null : { bps: expectancy(bps)!, ...mean },
    sharpe: sharpe(returns) ?? null,
    sortino: sortino(returns) ?? null,
    calmar: calmar(returns, drawdown) ?? null,
  };
  const profit = money(outcome.equity).minus(deposit);
  return {
    from,
    to,
    minutes: outcome.minutes,
    minutesWithoutBar: (to - from) / MINUTE_MS - outcome.minutes,
    deposit,
    finalWallet: outcome.wallet,
    finalEquity: outcome.equity,
    netProfit: profit.toFixed(),
    return: profit.div(deposit).toNumber(),
    marketReturn: tally.marketReturn ?? null,
    endsInPosition: outcome.state.position !== undefined,
    trades: trades.length,
    longs: trades.filter(({ side }) => side === 'LONG').length,
    exits: countExits(trades),
    ...figures,
    maxDrawdown: drawdown,
    exposure: exposure(trades, outcome.minutes) ?? 0,
    turnover: turnover(fills, deposit),
    ...costs(outcome.ledger),
    byHour: resultsByHour(trades),
    byWeekday: resultsByWeekday(trades),
    byMonth: resultsByMonth(trades, equity, start),
    decisions: tally.decisions,
    missing: missingFigures(figures, { trades: trades.length, days: returns.length }),
  };
}

function countExits(trades: readonly TradeRecord[]): BacktestSummary['exits'] {
  const exits: Partial<Record<TradeRecord['exit'], number>> = {};
  for (const { exit } of trades) exits[exit] = (exits[exit] ?? 0) + 1;
  return exits;
}
