import type { Prediction, TradeRecordSummary } from '../model/prediction.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { ClosedTradeBrief } from '../risk/verdict.ts';
import type { MarketClock } from '../time/market-clock.ts';
import type { AuditRecord, DecisionRecord } from './records.ts';

/** `running`, `paused` by an operator, `halted` by the 24 h breaker, `stopped` by the kill switch. */
export type Mode = 'running' | 'paused' | 'halted' | 'stopped';

/** A mode with its story. `since` is exchange time, epoch ms (0 before the first bar). */
export interface ModeInfo {
  readonly mode: Mode;
  readonly since: number;
  readonly why: string;
  readonly who: string;
}

/** The position that the strategy believes it holds. */
export interface OpenPosition {
  readonly side: 'LONG' | 'SHORT';
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
  readonly entryId: string;
  readonly openedBar: number;
  /** Open time of the bar after whose close the position is closed, unless the signal still agrees. */
  readonly exitDueBar: number;
  readonly stopDistance: DecimalText;
  readonly targetDistance: DecimalText;
  readonly stopPrice: DecimalText;
  readonly targetPrice: DecimalText;
  readonly stopId: string;
  readonly targetId: string;
  /** True once the exchange has confirmed the stop. */
  readonly isProtected: boolean;
  readonly modelId: string;
  /** Sums over the fills seen so far. */
  readonly fees: DecimalText;
  readonly realizedPnl: DecimalText;
  readonly exitQuantity: DecimalText;
  readonly exitQuote: DecimalText;
  /** Why we asked to close it, when we did. */
  readonly exitAsked?: ClosedTradeBrief['exit'];
}

/** What stays the same for a strategy run. */
export interface TradingSettings {
  readonly symbol: string;
  /** Names the strategy run in every client order id. */
  readonly runTag: string;
  readonly clock: MarketClock;
  readonly limits: RiskLimits;
  /** Net results of the model's validation trades: Kelly's prior. */
  readonly prior: TradeRecordSummary;
}

/** The whole state of the strategy: JSON, carried through continue-as-new, rebuilt by replay. */
export interface TradingState {
  readonly settings: TradingSettings;
  readonly mode: ModeInfo;
  /** Mode to return to when a halt ends: an operator's pause outlives the breaker. */
  readonly modeAfterHalt?: ModeInfo;
  /** Exchange time at which the halt ends by itself. */
  readonly haltUntil?: number;
  readonly lastBar?: number;
  readonly lastClose?: number;
  readonly lastTradeId: number;
  /** Equity at 00:00 UTC of the current day (or at the first bar seen of it). */
  readonly day?: { readonly start: number; readonly equity: DecimalText };
  readonly wallet?: DecimalText;
  readonly equity?: DecimalText;
  /** Fraction below the day's start, >= 0. */
  readonly drawdown: number;
  readonly position?: OpenPosition;
  readonly ownTrades: TradeRecordSummary;
  readonly recentTrades: readonly ClosedTradeBrief[];
  readonly lastPrediction?: Prediction;
  readonly lastDecision?: DecisionRecord;
  /** The decision being made for the current bar. */
  readonly pending?: PendingDecision;
  readonly failedObservations: number;
  /** Ascending number that makes event records unique. */
  readonly sequence: number;
  /** Records not yet confirmed as written, oldest first. */
  readonly unwritten: readonly AuditRecord[];
}

export interface PendingDecision {
  readonly bar: number;
  readonly close: number;
  readonly source: 'stream' | 'rest';
  readonly ageMs: number;
}
