import type { Assumption } from '../../core/backtest/backtest-assumptions.ts';
import type { BacktestSummary } from '../../core/backtest/backtest-summary.ts';

/** What a report says: summary.json is this. */
export interface BacktestReport {
  /** Where the minutes were read. */
  readonly market: string;
  /** What decided. */
  readonly signals: string;
  /** Fraction of notional. */
  readonly takerFee: string;
  readonly rules: 'gated' | 'seed';
  /** What a reader must know before any figure, e.g. that the model has seen these minutes. */
  readonly warnings: readonly string[];
  readonly summary: BacktestSummary;
  readonly assumptions: readonly Assumption[];
}
