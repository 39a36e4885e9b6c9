import { BacktestTally } from '../../core/backtest/backtest-tally.ts';
import { summariseBacktest } from '../../core/backtest/backtest-summary.ts';
import type { BacktestSummary } from '../../core/backtest/backtest-summary.ts';
import { runBacktest } from '../../core/backtest/run-backtest.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import type { TradeRecordSummary } from '../../core/model/prediction.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import { busyMinutes } from './busy-minutes.ts';
import type { Period } from './periods.ts';

export const DEPOSIT = '10000';
/** The engine's taker fee, and the other one that results are told for. Fractions of the notional, a side. */
export const TAKER_FEE = 0.0005;
export const LOW_TAKER_FEE = 0.0004;

/**
 * What the seed claims of itself: 62 % wins at 1.5 times the loss, of so many trades that the study's own don't change it.
 * With a record of its own a strategy that loses sizes itself to nothing, and there would be nothing to measure.
 */
export const CLAIMED_RECORD: TradeRecordSummary = {
  trades: 1_000_000,
  wins: 620_000,
  winBpsSum: 620_000 * 15,
  lossBpsSum: 380_000 * 10,
};

/** A closed trade, basis points of its entry's notional. */
export interface StudyTrade {
  readonly openedBar: number;
  /** Before fees; slippage and funding are in it. */
  readonly grossBps: number;
  /** After taker fees of 0.05 % and 0.04 % a side. */
  readonly netBps: number;
  readonly netBpsAtLowFee: number;
}

export interface SignalRun {
  readonly trades: readonly StudyTrade[];
  readonly summary: BacktestSummary;
}

/** One run of the engine over a period, from a deposit of 10,000 USDT. */
export function runSignals(
  market: KnownMinutes,
  predictionAt: PredictionSource,
  period: Period,
  limits: RiskLimits,
): SignalRun {
  const tally = new BacktestTally();
  const outcome = runBacktest({
    market: busyMinutes(market, predictionAt, period, limits.horizonMinutes),
    settings: {
      symbol: market.symbol,
      runTag: 'study',
      clock: { kind: 'lockstep' },
      limits,
      prior: CLAIMED_RECORD,
    },
    deposit: DEPOSIT,
    from: period.from,
    to: period.to,
    predictionAt,
    onRecords: (records) => tally.add(records),
  });
  const { from, to } = period;
  const summary = summariseBacktest({ from, to, deposit: DEPOSIT, tally, outcome, seed: 1 });
  const trades = tally.trades.map(({ openedBar, quantity, entryPrice, grossPnl, fees, funding, netBps }) => {
    const notional = Number(quantity) * Number(entryPrice);
    const bps = (amount: string): number => (Number(amount) / notional) * 1e4;
    const saved = bps(fees) * (1 - LOW_TAKER_FEE / TAKER_FEE);
    return { openedBar, grossBps: bps(grossPnl) + bps(funding), netBps, netBpsAtLowFee: netBps + saved };
  });
  return { trades, summary };
}
