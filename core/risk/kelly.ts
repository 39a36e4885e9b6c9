import type { TradeRecordSummary } from '../model/prediction.ts';

/** Kelly's fraction with what it came from. */
export interface KellyEstimate {
  /** Share of capital; at most 1; −Infinity without a single win. Only f > 0 may trade. */
  readonly f: number;
  /** Probability of a win, net of costs, 0..1. */
  readonly p: number;
  /** Mean win / mean loss, net of costs; Infinity when nothing was ever lost. */
  readonly payoff: number;
  /** Trades pooled. */
  readonly trades: number;
}

/**
 * f = (p·R − q) / R with q = 1 − p and R = mean win / mean loss (J. L. Kelly, "A New Interpretation of Information
 * Rate", 1956). p and R are net of costs and pooled over the strategy's own closed trades and the prior, trade by
 * trade, so the prior fades as trades come in. Computed as p − q·(mean loss / mean win), which has no pole where there
 * was no loss. Without any trade there is no evidence of an edge: f = 0.
 */
export function kellyFraction(own: TradeRecordSummary, prior: TradeRecordSummary): KellyEstimate {
  const trades = own.trades + prior.trades;
  const wins = own.wins + prior.wins;
  if (trades === 0) return { f: 0, p: 0, payoff: 0, trades };
  const p = wins / trades;
  const winSum = own.winBpsSum + prior.winBpsSum;
  const lossSum = own.lossBpsSum + prior.lossBpsSum;
  if (winSum === 0) return { f: Number.NEGATIVE_INFINITY, p, payoff: 0, trades };
  const meanWin = winSum / wins;
  const meanLoss = wins < trades ? lossSum / (trades - wins) : 0;
  return { f: p - (1 - p) * (meanLoss / meanWin), p, payoff: meanWin / meanLoss, trades };
}
