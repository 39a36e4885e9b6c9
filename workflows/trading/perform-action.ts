import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type {
  NotificationActivities,
  ObservationActivities,
  OrderActivities,
  PredictionActivities,
  RecordingActivities,
  RiskActivities,
} from '../../activities/contract.ts';
import { entryLimits } from '../../core/trading/entry-limits.ts';
import { clientOrderId } from '../../core/trading/client-order-id.ts';
import type { OrderOutcome, TradingAction, TradingEvent } from '../../core/trading/step-contract.ts';
import * as policies from '../activity-policies.ts';
import type { TradingShell } from './shell.ts';

const { predictSignal } = proxyLocalActivities<PredictionActivities>(policies.PREDICTION_POLICY);
const { checkRisk } = proxyLocalActivities<RiskActivities>(policies.RISK_POLICY);
const { observeExchange } = proxyLocalActivities<ObservationActivities>(policies.OBSERVATION_POLICY);
const { finishMinute } = proxyLocalActivities<RecordingActivities>(policies.OBSERVATION_POLICY);
const { notifyOperator } = proxyLocalActivities<NotificationActivities>(policies.NOTIFICATION_POLICY);
const orders = {
  entry: proxyActivities<OrderActivities>(policies.ENTRY_POLICY),
  bracket: proxyActivities<OrderActivities>(policies.BRACKET_POLICY),
  close: proxyActivities<OrderActivities>(policies.CLOSE_POLICY),
  cancel: proxyActivities<OrderActivities>(policies.CANCEL_POLICY),
};

type Action<T extends TradingAction['type']> = Extract<TradingAction, { type: T }>;

/** Actions become activities and timers; their results, and their failures, become events. */
export async function performAction(action: TradingAction, shell: TradingShell): Promise<TradingEvent | undefined> {
  switch (action.type) {
    case 'predict':
      return predict(action, shell);
    case 'assess':
      return assess(action, shell);
    case 'enter':
      return enter(action, shell);
    case 'protect':
      return protect(action, shell);
    case 'close':
      return close(action, shell);
    case 'cancel':
      await orNothing(
        orders.cancel.cancelOrders.executeWithOptions(
          { summary: `cancel ${[...action.conditionalIds, ...action.orderIds].join(', ')}` },
          [{ symbol: symbolOf(shell), conditionalIds: action.conditionalIds, orderIds: action.orderIds }],
        ),
      );
      return undefined;
    case 'observe':
      return observe(action, shell);
    case 'notify':
      await orNothing(notifyOperator({ level: action.level, text: action.text }));
      return undefined;
    case 'haltUntil':
      shell.haltTimer.start(action.time);
      return undefined;
    case 'endHalt':
      shell.haltTimer.stop();
      return undefined;
    case 'finishMinute':
      // Only a lock-step market waits to be told; elsewhere the call would cost an event a minute for nothing.
      if (shell.state.settings.clock.kind === 'lockstep') shell.finishAfterRecording(action.bar);
      return undefined;
  }
}

async function predict(action: Action<'predict'>, shell: TradingShell): Promise<TradingEvent> {
  try {
    const { prediction, completedAt } = await predictSignal({ symbol: symbolOf(shell), bar: action.bar });
    return { type: 'predicted', bar: action.bar, prediction, completedAt };
  } catch (error) {
    return { type: 'predictionFailed', bar: action.bar, reason: reasonOf(error) };
  }
}

async function assess(action: Action<'assess'>, shell: TradingShell): Promise<TradingEvent> {
  const { settings, day, equity, ownTrades, recentTrades } = shell.state;
  try {
    const verdict = await checkRisk({
      symbol: settings.symbol,
      bar: action.bar,
      prediction: action.prediction,
      ageMs: action.ageMs,
      dayStartEquity: day?.equity ?? equity ?? '0',
      ownTrades,
      prior: settings.prior,
      recentTrades,
      limits: entryLimits(shell.state),
    });
    return { type: 'assessed', bar: action.bar.openTime, verdict };
  } catch (error) {
    return { type: 'assessmentFailed', bar: action.bar.openTime, reason: reasonOf(error) };
  }
}

async function enter(action: Action<'enter'>, shell: TradingShell): Promise<TradingEvent> {
  const { entry, clientId } = action;
  // The id that the step gives to the position's first stop.
  const stopId = clientOrderId(shell.state.settings.runTag, action.bar, 's');
  try {
    const outcome = await orders.entry.placeEntry.executeWithOptions(
      { summary: `${entry.side} ${entry.quantity} (${clientId})` },
      [{ symbol: symbolOf(shell), clientId, stopId, entry }],
    );
    return { type: 'entered', bar: action.bar, outcome, entry };
  } catch (error) {
    return { type: 'entryUnknown', bar: action.bar, reason: reasonOf(error) };
  }
}

async function protect(action: Action<'protect'>, shell: TradingShell): Promise<TradingEvent> {
  const { side, stop, target } = action;
  try {
    const placed = await orders.bracket.placeBracket.executeWithOptions(
      { summary: `stop ${stop.triggerPrice}, target ${target.triggerPrice}` },
      [{ symbol: symbolOf(shell), side, stop, target }],
    );
    return { type: 'bracketPlaced', ...placed };
  } catch (error) {
    return { type: 'bracketFailed', reason: reasonOf(error) };
  }
}

async function close(action: Action<'close'>, shell: TradingShell): Promise<TradingEvent> {
  const { side, quantity, clientId, exit } = action;
  let outcome: OrderOutcome;
  try {
    outcome = await orders.close.closePosition.executeWithOptions(
      { summary: `close ${side} ${quantity}: ${exit} (${clientId})` },
      [{ symbol: symbolOf(shell), side, quantity, clientId }],
    );
  } catch (error) {
    outcome = { status: 'notFilled', clientId, code: 0, reason: reasonOf(error) };
  }
  return { type: 'closed', outcome, exit };
}

async function observe(action: Action<'observe'>, shell: TradingShell): Promise<TradingEvent> {
  try {
    const observation = await observeExchange({
      symbol: symbolOf(shell),
      lastTradeId: action.lastTradeId,
      trackedIds: action.trackedIds,
      ...(action.fundingSince === undefined ? {} : { fundingSince: action.fundingSince }),
    });
    return { type: 'observed', observation };
  } catch (error) {
    return { type: 'observationFailed', reason: reasonOf(error) };
  }
}

/** Lets a lock-step market go on; the records of the minute are on disk by then. */
export async function releaseMarket(symbol: string, bar: number): Promise<void> {
  await orNothing(finishMinute({ symbol, bar }));
}

function symbolOf(shell: TradingShell): string {
  return shell.state.settings.symbol;
}

/** A failure of what the minute can do without is not the minute's failure. A cancelled workflow stays cancelled. */
async function orNothing(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

/** The innermost sentence of a failed activity. Cancellation of the workflow is not a failed activity: it is thrown on. */
function reasonOf(error: unknown): string {
  if (isCancellation(error)) throw error;
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  if (cause instanceof ApplicationFailure) return cause.message;
  return cause instanceof Error ? cause.message : String(cause);
}
