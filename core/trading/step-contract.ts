import type { Bar } from '../market/bar.ts';
import type { DriftAction } from '../model/drift/drift-limits.ts';
import type { Prediction } from '../model/prediction.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { ApprovedEntry, ClosedTradeBrief, RiskVerdict } from '../risk/verdict.ts';
import type { Observation } from './observation.ts';
import type { AuditRecord } from './records.ts';
import type { TradingSettings, TradingState } from './state.ts';

/** An operator's word. Every field is optional: a signal without input is a valid command. */
export interface CommandInput {
  readonly reason?: string;
  readonly by?: string;
  /** `resume` only: end a breaker halt early. Needs a reason. */
  readonly override?: boolean;
}
export type CommandName = 'pause' | 'resume' | 'flatten' | 'kill';

/** Everything that can happen to the strategy. Times are exchange time, epoch ms. */
export type TradingEvent =
  | {
      readonly type: 'bar';
      readonly bar: Bar;
      readonly source: 'stream' | 'rest';
      readonly ageMs: number;
      /** Wall time of arrival, epoch ms: for the latency figure only. */
      readonly receivedAt: number;
    }
  | { readonly type: 'predicted'; readonly bar: number; readonly prediction: Prediction; readonly completedAt: number }
  | { readonly type: 'predictionFailed'; readonly bar: number; readonly reason: string }
  | { readonly type: 'assessed'; readonly bar: number; readonly verdict: RiskVerdict }
  | { readonly type: 'assessmentFailed'; readonly bar: number; readonly reason: string }
  | { readonly type: 'entered'; readonly bar: number; readonly outcome: OrderOutcome; readonly entry: ApprovedEntry }
  /** The entry's outcome could not be learned in time: the next look at the exchange decides. */
  | { readonly type: 'entryUnknown'; readonly bar: number; readonly reason: string }
  | { readonly type: 'bracketPlaced'; readonly stop: BracketLeg; readonly target: BracketLeg }
  | { readonly type: 'bracketFailed'; readonly reason: string }
  | { readonly type: 'closed'; readonly outcome: OrderOutcome; readonly exit: ClosedTradeBrief['exit'] }
  | { readonly type: 'observed'; readonly observation: Observation }
  | { readonly type: 'observationFailed'; readonly reason: string }
  /** The user data stream says that something happened to our orders: a hint to look, never a fact by itself. */
  | { readonly type: 'accountChanged'; readonly what: string }
  | { readonly type: 'command'; readonly command: CommandName; readonly input: CommandInput; readonly time: number }
  /** New settings from whoever started the strategy again: they hold from the next bar on. */
  | {
      readonly type: 'configured';
      readonly settings: Pick<TradingSettings, 'clock' | 'limits' | 'prior'>;
    }
  /** The model was measured against its training; `sizeShare` is what lower-size leaves of the size. */
  | {
      readonly type: 'drift';
      readonly action: DriftAction | 'none';
      readonly sentences: readonly string[];
      readonly sizeShare: number;
      readonly time: number;
    }
  | { readonly type: 'unknownSignal'; readonly name: string }
  /** The durable timer of the breaker fired; `time` is the best estimate of exchange time. */
  | { readonly type: 'haltElapsed'; readonly time: number }
  | { readonly type: 'written'; readonly count: number };

export interface BracketLeg {
  readonly clientId: string;
  readonly triggerPrice: DecimalText;
}

/** How an order ended, as far as the exchange told us. `unknown` never leaves an activity: it asks until it knows. */
export type OrderOutcome =
  | {
      readonly status: 'filled';
      readonly clientId: string;
      readonly orderId: string;
      readonly quantity: DecimalText;
      readonly averagePrice: DecimalText;
      /** Wall time of the acknowledgement, epoch ms. */
      readonly acknowledgedAt: number;
    }
  | { readonly status: 'notFilled'; readonly clientId: string; readonly code: number; readonly reason: string };

/** What the shell is asked to do. Each answers with the event named beside it. */
export type TradingAction =
  | { readonly type: 'predict'; readonly bar: number } // predicted | predictionFailed
  | { readonly type: 'assess'; readonly bar: Bar; readonly prediction: Prediction; readonly ageMs: number } // assessed | assessmentFailed
  | { readonly type: 'enter'; readonly bar: number; readonly clientId: string; readonly entry: ApprovedEntry } // entered | entryUnknown
  | {
      readonly type: 'protect';
      readonly side: 'LONG' | 'SHORT';
      readonly stop: BracketLeg;
      readonly target: BracketLeg;
    } // bracketPlaced | bracketFailed
  | {
      readonly type: 'close';
      readonly side: 'LONG' | 'SHORT';
      readonly quantity: DecimalText;
      readonly clientId: string;
      readonly exit: ClosedTradeBrief['exit'];
    } // closed
  | {
      readonly type: 'cancel';
      readonly conditionalIds: readonly string[];
      readonly orderIds: readonly string[];
    } // nothing: the next observation shows what is left
  | {
      readonly type: 'observe';
      readonly lastTradeId: number;
      readonly trackedIds: readonly string[];
      /** Set when a held position has crossed a funding time: exchange time since when funding is summed. */
      readonly fundingSince?: number;
    } // observed | observationFailed
  | { readonly type: 'notify'; readonly level: 'info' | 'warning' | 'alarm'; readonly text: string } // nothing
  | { readonly type: 'haltUntil'; readonly time: number } // haltElapsed, later
  | { readonly type: 'endHalt' } // nothing: cancels the halt's timer
  | { readonly type: 'finishMinute'; readonly bar: number }; // nothing: a lock-step market may go on

/** The result of one step. `records` are also in `state.unwritten` until a `written` event confirms them. */
export interface StepResult {
  readonly state: TradingState;
  readonly actions: readonly TradingAction[];
  readonly records: readonly AuditRecord[];
}

/** The pure heart: no I/O, no clock, no randomness. Three shells drive it: the workflow, the backtest, the audit's replay. */
export type Step = (state: TradingState, event: TradingEvent) => StepResult;
