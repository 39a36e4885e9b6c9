import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Bar } from '../core/market/bar.ts';
import type { DriftAction } from '../core/model/drift/drift-limits.ts';
import type { Prediction } from '../core/model/prediction.ts';
import type { RiskLimits } from '../core/risk/limits.ts';
import type { DecisionRecord } from '../core/trading/records.ts';
import type { ModeInfo, OpenPosition, TradingSettings } from '../core/trading/state.ts';
import type { CommandInput } from '../core/trading/step-contract.ts';

/** Workflow id of the strategy of a symbol. */
export function tradingWorkflowId(symbol: string): string {
  return `trading-${symbol}`;
}

/** Task queues: `trading` for what must answer within the minute, `pipeline` for what is heavy. */
export const TASK_QUEUES = { trading: 'trading', pipeline: 'pipeline' } as const;

/** A complete bar, as the feed tells it. `ageMs` is exchange time since its close; `receivedAt` wall time, epoch ms. */
export interface BarMessage {
  readonly bar: Bar;
  readonly ageMs: number;
  readonly receivedAt: number;
}

// Signals. Those of the operator take one optional object: `tctl` and `temporal` may send nothing, or null.
export const barSignal = defineSignal<[BarMessage]>('bar');
export const accountChangedSignal = defineSignal<[{ what: string }]>('accountChanged');
export const configureSignal = defineSignal<[Pick<TradingSettings, 'clock' | 'limits' | 'prior'>]>('configure');
/** What the daily measurement of the model found: sentences for the audit, and what is to be done. */
export interface DriftMessage {
  readonly action: DriftAction | 'none';
  readonly sentences: readonly string[];
  readonly sizeShare: number;
}
export const driftSignal = defineSignal<[DriftMessage]>('drift');
export const pauseSignal = defineSignal<[CommandInput?]>('pause');
export const resumeSignal = defineSignal<[CommandInput?]>('resume');
export const flattenSignal = defineSignal<[CommandInput?]>('flatten');
export const killSignal = defineSignal<[CommandInput?]>('kill');

// Updates: the same commands, for a caller who needs the answer. A command that would be refused is rejected.
export const pauseUpdate = defineUpdate<TradingStatus, [CommandInput]>('requestPause');
export const resumeUpdate = defineUpdate<TradingStatus, [CommandInput]>('requestResume');
export const flattenUpdate = defineUpdate<TradingStatus, [CommandInput]>('requestFlatten');
export const killUpdate = defineUpdate<TradingStatus, [CommandInput]>('requestKill');

export const statusQuery = defineQuery<TradingStatus>('status');
export const positionQuery = defineQuery<OpenPosition | null>('position');
export const lastDecisionQuery = defineQuery<DecisionRecord | null>('lastDecision');
export const limitsQuery = defineQuery<RiskLimits>('limits');

/** The strategy at a glance: what the live line, the dashboard and an operator's query show. */
export interface TradingStatus {
  readonly symbol: string;
  /** Names the strategy run: a start with another one must not take this workflow over. */
  readonly runTag: string;
  readonly mode: ModeInfo;
  /** Exchange time at which a halt ends by itself, epoch ms. */
  readonly haltUntil?: number;
  readonly lastBar?: number;
  readonly equity?: string;
  readonly wallet?: string;
  readonly drawdown: number;
  readonly dailyDrawdownLimit: number;
  readonly position?: OpenPosition;
  readonly lastSignal?: Pick<Prediction, 'signal' | 'confidence' | 'expectedMoveBps' | 'modelId'> & {
    readonly bar: number;
  };
  readonly latencyMs?: number;
  /** Records that could not be written to the audit yet. */
  readonly unwritten: number;
  readonly trades: number;
}
