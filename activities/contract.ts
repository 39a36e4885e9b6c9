import type { Bar } from '../core/market/bar.ts';
import type { Prediction } from '../core/model/prediction.ts';
import type { DecimalText } from '../core/money/decimal.ts';
import type { RiskLimits } from '../core/risk/limits.ts';
import type { ApprovedEntry, ClosedTradeBrief, RiskVerdict } from '../core/risk/verdict.ts';
import type { TradeRecordSummary } from '../core/model/prediction.ts';
import type { Observation } from '../core/trading/observation.ts';
import type { AuditRecord } from '../core/trading/records.ts';
import type { BracketLeg, OrderOutcome } from '../core/trading/step-contract.ts';

/** A prediction and the wall time (epoch ms) at which it was ready. */
export interface TimedPrediction {
  readonly prediction: Prediction;
  readonly completedAt: number;
}

/** activities/prediction.ts */
export interface PredictionActivities {
  /** Features and inference for the minute that opened at `bar`. Missing bars of the window are fetched by REST. */
  predictSignal(request: { symbol: string; bar: number }): Promise<TimedPrediction>;
}

/** What the trading step knows and the risk engine needs. */
export interface RiskContext {
  readonly symbol: string;
  readonly bar: Bar;
  readonly prediction: Prediction;
  readonly ageMs: number;
  readonly dayStartEquity: DecimalText;
  readonly ownTrades: TradeRecordSummary;
  readonly prior: TradeRecordSummary;
  readonly recentTrades: readonly ClosedTradeBrief[];
  readonly limits: RiskLimits;
}

/** activities/risk.ts */
export interface RiskActivities {
  checkRisk(context: RiskContext): Promise<RiskVerdict>;
}

/** activities/orders.ts: every one asks for its client id before it sends again. */
export interface OrderActivities {
  /** Buys or sells, and under `stopId` at once places the stop of what filled; placeBracket then finds it there. */
  placeEntry(request: {
    symbol: string;
    clientId: string;
    stopId?: string;
    entry: ApprovedEntry;
  }): Promise<OrderOutcome>;
  placeBracket(request: {
    symbol: string;
    side: 'LONG' | 'SHORT';
    stop: BracketLeg;
    target: BracketLeg;
  }): Promise<{ stop: BracketLeg; target: BracketLeg }>;
  closePosition(request: {
    symbol: string;
    side: 'LONG' | 'SHORT';
    quantity: DecimalText;
    clientId: string;
  }): Promise<OrderOutcome>;
  cancelOrders(request: {
    symbol: string;
    conditionalIds: readonly string[];
    orderIds: readonly string[];
  }): Promise<void>;
}

/** activities/observation.ts */
export interface ObservationActivities {
  observeExchange(request: {
    symbol: string;
    lastTradeId: number;
    trackedIds: readonly string[];
    fundingSince?: number;
  }): Promise<Observation>;
  /** The newest complete bar by REST, for when the stream is silent; undefined when it is not newer than `after`. */
  fetchBar(request: { symbol: string; after: number }): Promise<{ bar: Bar; ageMs: number } | undefined>;
}

/** activities/recording.ts */
export interface RecordingActivities {
  /** Appends to the audit and lets a lock-step market go on after `finishedBar`. */
  record(request: { records: readonly AuditRecord[] }): Promise<void>;
  finishMinute(request: { symbol: string; bar: number }): Promise<void>;
}

/** activities/notification.ts */
export interface NotificationActivities {
  notifyOperator(request: { level: 'info' | 'warning' | 'alarm'; text: string }): Promise<void>;
}
