import type { TradeRecordSummary } from '../../core/model/prediction.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';

/** What decides in a backtest: a model, or a rule to compare it with. */
export interface BacktestSignals {
  /** Stands as the model's id in every record. */
  readonly id: string;
  /** For people: what it is and where its numbers come from. */
  readonly sentence: string;
  /** Kelly's prior: net results of its validation trades. */
  readonly prior: TradeRecordSummary;
  /** Where the prior comes from, for people. */
  readonly priorSentence: string;
  /** What a reader must know before any figure. */
  readonly warnings: readonly string[];
  readonly predictionAt: PredictionSource;
}

export interface SignalsOptions {
  /** Called now and then with how many minutes of how many are predicted. */
  readonly onProgress?: (done: number, total: number) => void;
}
