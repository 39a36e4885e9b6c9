import type { Bar } from '../market/bar.ts';
import type { Prediction, TradeRecordSummary } from '../model/prediction.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { ApprovedEntry, ClosedTradeBrief } from '../risk/verdict.ts';
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
  /** The exchange's id of the order that last closed some of it. */
  readonly exitOrderId?: string | undefined;
  /** Why we asked to close it, when we did. */
  readonly exitAsked?: ClosedTradeBrief['exit'] | undefined;
  /** Closing orders sent in `closeBar`: the next one's ordinal. */
  readonly closeAttempts: number;
  readonly closeBar?: number | undefined;
  /** Stops and targets placed so far: the next one's ordinal. */
  readonly stopAttempts: number;
  readonly targetAttempts: number;
  /** Looks at a flat exchange that did not yet show the fills that closed us. */
  readonly looksWithoutExit: number;
}

/** An entry that was sent, with its plan. */
export interface PendingEntry {
  readonly bar: number;
  readonly clientId: string;
  readonly entry: ApprovedEntry;
  readonly modelId: string;
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
  readonly modeAfterHalt?: ModeInfo | undefined;
  /** Exchange time at which the halt ends by itself. */
  readonly haltUntil?: number | undefined;
  readonly lastBar?: number;
  readonly lastClose?: number;
  readonly lastTradeId: number;
  /** Share of the usual size that entries have while the model drifts; absent: all of it. */
  readonly sizeShare?: number | undefined;
  /** Equity at 00:00 UTC of the current day (or at the first bar seen of it). */
  readonly day?: { readonly start: number; readonly equity: DecimalText };
  readonly wallet?: DecimalText;
  readonly equity?: DecimalText;
  /** Fraction below the day's start, >= 0. */
  readonly drawdown: number;
  readonly position?: OpenPosition | undefined;
  /** An entry whose outcome is not known yet: reconciliation adopts the position it may have made. */
  readonly pendingEntry?: PendingEntry | undefined;
  readonly ownTrades: TradeRecordSummary;
  readonly recentTrades: readonly ClosedTradeBrief[];
  readonly lastPrediction?: Prediction;
  readonly lastDecision?: DecisionRecord;
  /** The decision being made for the current bar. */
  readonly pending?: PendingDecision | undefined;
  /** Wall milliseconds from the bar's arrival to the end of its decision (or to the order's acknowledgement). */
  readonly lastLatencyMs?: number | undefined;
  /** Orders of somebody else's on this symbol that have been reported once. */
  readonly foreignOrders: readonly string[];
  /** Bar of the last equity record: one a bar. */
  readonly lastEquityBar?: number | undefined;
  readonly failedObservations: number;
  /** Ascending number that makes event records unique. */
  readonly sequence: number;
  /** Bar since which the audit's backlog is full, and idle minutes are not kept. */
  readonly auditBehindSince?: number | undefined;
  /** Records not yet confirmed as written, oldest first. */
  readonly unwritten: readonly AuditRecord[];
}

export interface PendingDecision {
  readonly bar: Bar;
  readonly source: 'stream' | 'rest';
  readonly ageMs: number;
  /** Wall time of the bar's arrival, epoch ms. */
  readonly receivedAt: number;
  /** Minutes that were missed before this bar: it is not traded. */
  readonly missed: number;
  /** The look at the exchange that ends every flat minute is still to come. */
  readonly looksLater: boolean;
}
