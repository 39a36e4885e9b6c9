import type { Signal } from '../model/prediction.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { ClosedTradeBrief, Refusal } from '../risk/verdict.ts';
import type { Mode } from './state.ts';

/**
 * What the audit keeps. Records are immutable facts; `key` is unique within its table, so that writing one twice (a
 * retry, a replay, a second worker) keeps one. `bar` is the open time (epoch ms) of the bar that made it.
 */
export type AuditRecord = DecisionRecord | OrderRecord | FillRecord | TradeRecord | EquityRecord | StateRecord;

interface RecordBase {
  readonly key: string;
  readonly symbol: string;
  readonly bar: number;
}

/** One per bar: what was predicted and what was done about it. */
export interface DecisionRecord extends RecordBase {
  readonly table: 'decisions';
  readonly close: number;
  readonly signal: Signal | 'NONE';
  readonly confidence: number;
  readonly probabilities: readonly number[];
  readonly expectedMoveBps: number;
  readonly modelId: string;
  readonly action: 'enter' | 'hold' | 'refuse' | 'exit' | 'keep' | 'skip';
  /** Empty when the action was not a refusal; of a hold, why the model could not be asked. */
  readonly refusals: readonly Refusal[];
  readonly numbers: Readonly<Record<string, number | string>>;
  readonly source: 'stream' | 'rest';
  readonly latencyMs: number;
}

/** One per order and status that we learned of. */
export interface OrderRecord extends RecordBase {
  readonly table: 'orders';
  readonly clientId: string;
  readonly purpose: 'entry' | 'stop' | 'target' | 'exit';
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  readonly quantity: DecimalText;
  readonly price: DecimalText;
  readonly status: string;
  readonly reason: string;
}

export interface FillRecord extends RecordBase {
  readonly table: 'fills';
  readonly tradeId: number;
  readonly orderId: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: DecimalText;
  readonly quantity: DecimalText;
  readonly realizedPnl: DecimalText;
  readonly commission: DecimalText;
  readonly time: number;
}

/** A round trip, from flat to flat. */
export interface TradeRecord extends RecordBase {
  readonly table: 'trades';
  readonly side: 'LONG' | 'SHORT';
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
  readonly exitPrice: DecimalText;
  readonly openedBar: number;
  readonly closedBar: number;
  readonly exit: ClosedTradeBrief['exit'];
  readonly grossPnl: DecimalText;
  readonly fees: DecimalText;
  readonly funding: DecimalText;
  readonly netPnl: DecimalText;
  readonly netBps: number;
  readonly modelId: string;
}

export interface EquityRecord extends RecordBase {
  readonly table: 'equity';
  readonly wallet: DecimalText;
  readonly equity: DecimalText;
  /** Fraction below the equity at 00:00 UTC, >= 0. */
  readonly drawdown: number;
}

/** A change of mode or of the model, a command, a reconciliation case, an alarm. */
export interface StateRecord extends RecordBase {
  readonly table: 'events';
  readonly kind:
    | 'mode'
    | 'command'
    | 'command-refused'
    | 'reconciliation'
    | 'protection'
    | 'gap'
    | 'alarm'
    | 'unknown-signal'
    | 'model'
    | 'drift';
  readonly mode: Mode;
  readonly sentence: string;
  readonly who: string;
}

/** As stored: the record with its origin. `hash` chains it to the line before. */
export type StoredRecord = AuditRecord & {
  readonly workflowId: string;
  readonly runId: string;
  /** Wall time of writing, epoch ms. */
  readonly writtenAt: number;
  readonly previousHash: string;
  readonly hash: string;
};
