import type { Prediction } from '../model/prediction.ts';
import type { Refusal, RefusalCode } from '../risk/verdict.ts';
import { MINUTE_MS } from '../market/bar.ts';
import { isAuditBehind } from './audit-backlog.ts';
import { clientOrderId } from './client-order-id.ts';
import { askToClose } from './closing.ts';
import type { Draft } from './draft.ts';
import { followModel } from './model-following.ts';
import type { DecisionRecord } from './records.ts';
import type { TradingEvent } from './step-contract.ts';

/** What to do about a prediction: keep or end the position, or ask the risk engine for an entry, or say why not. */
export function decideOnPrediction(draft: Draft, event: Extract<TradingEvent, { type: 'predicted' }>): void {
  const { pending } = draft.state;
  if (!pending || pending.bar.openTime !== event.bar) return;
  const { prediction } = event;
  followModel(draft, prediction);
  draft.change({ lastPrediction: prediction, lastLatencyMs: event.completedAt - pending.receivedAt });

  if (draft.state.position) {
    decideExit(draft, prediction);
    return;
  }
  const blocked = entryBlockedBy(draft);
  if (blocked) {
    concludeDecision(draft, blocked.code === 'GAP' ? 'skip' : 'refuse', [blocked]);
    return;
  }
  if (prediction.signal === 'HOLD') {
    concludeDecision(draft, 'hold', whyFallback(prediction));
    return;
  }
  draft.act({ type: 'assess', bar: pending.bar, prediction, ageMs: pending.ageMs });
}

/** Exit by time after the horizon, unless the signal still agrees: then the horizon begins anew. */
function decideExit(draft: Draft, prediction: Prediction): void {
  const { position, settings, pending } = draft.state;
  if (!position || !pending) return;
  if (pending.bar.openTime < position.exitDueBar || position.exitAsked) {
    concludeDecision(draft, 'keep', whyFallback(prediction));
    return;
  }
  const agrees =
    prediction.signal === (position.side === 'LONG' ? 'BUY' : 'SELL') &&
    prediction.confidence >= settings.limits.minConfidence;
  if (agrees) {
    const exitDueBar = pending.bar.openTime + settings.limits.horizonMinutes * MINUTE_MS;
    draft.change({ position: { ...position, exitDueBar } });
    concludeDecision(draft, 'keep');
    return;
  }
  concludeDecision(draft, 'exit', whyFallback(prediction));
  askToClose(draft, 'time');
}

/** A HOLD in the place of a model that could not be asked says so in the audit. */
function whyFallback({ fallback }: Prediction): Refusal[] {
  if (fallback === undefined) return [];
  return [
    { code: 'MODEL_FALLBACK', sentence: `the model could not be asked, HOLD in its place: ${fallback}`, numbers: {} },
  ];
}

/** A mode, a gap or an unanswered question that forbids entries before the risk engine is asked. */
function entryBlockedBy(draft: Draft): Refusal | undefined {
  const { mode, pending, equity, failedObservations, pendingEntry } = draft.state;
  const refuse = (code: RefusalCode, sentence: string, numbers: Refusal['numbers'] = {}): Refusal => ({
    code,
    sentence,
    numbers,
  });
  if (mode.mode === 'paused') return refuse('PAUSED', `paused by ${mode.who}: ${mode.why}`);
  if (mode.mode === 'halted') return refuse('HALTED', `halted: ${mode.why}`);
  if (mode.mode === 'stopped') return refuse('STOPPED', `stopped by ${mode.who}: ${mode.why}`);
  if (pending && pending.missed > 0) {
    return refuse('GAP', `${pending.missed} minute(s) were missed before this one: catching up without trading`, {
      missedMinutes: pending.missed,
    });
  }
  if (isAuditBehind(draft.state)) {
    const unwritten = draft.state.unwritten.length;
    return refuse(
      'AUDIT_BEHIND',
      `${unwritten} records could not be written to the audit: no entry that it might not keep`,
      {
        unwritten,
      },
    );
  }
  if (equity === undefined || failedObservations > 0 || pendingEntry) {
    return refuse('NO_OBSERVATION', 'the exchange could not be asked what is really there; that is not read as flat', {
      failedObservations,
    });
  }
  return undefined;
}

/** The risk engine has spoken. */
export function decideEntry(draft: Draft, event: Extract<TradingEvent, { type: 'assessed' }>): void {
  const { pending, settings, position, lastPrediction } = draft.state;
  if (!pending || pending.bar.openTime !== event.bar || position) return;
  const { verdict } = event;
  if (!verdict.approved) {
    concludeDecision(draft, 'refuse', verdict.refusals, verdict.numbers);
    return;
  }
  const clientId = clientOrderId(settings.runTag, event.bar, 'e');
  concludeDecision(draft, 'enter', [], verdict.numbers);
  draft.change({
    pendingEntry: { bar: event.bar, clientId, entry: verdict.entry, modelId: lastPrediction?.modelId ?? '' },
  });
  draft.record({
    table: 'orders',
    key: `${clientId}:SENT`,
    symbol: draft.symbol,
    bar: event.bar,
    clientId,
    purpose: 'entry',
    side: verdict.entry.side,
    type: 'MARKET',
    quantity: verdict.entry.quantity,
    price: verdict.entry.referencePrice,
    status: 'SENT',
    reason: `${lastPrediction?.signal ?? ''} at ${lastPrediction?.confidence.toFixed(3) ?? ''}`,
  });
  draft.act({ type: 'enter', bar: event.bar, clientId, entry: verdict.entry });
}

/** No prediction or no verdict: with a position, protection goes on and the time exit is decided without a signal. */
export function refuseWithoutVerdict(draft: Draft, code: RefusalCode, sentence: string): void {
  const { pending, position } = draft.state;
  if (!pending) return;
  if (position && !position.exitAsked && pending.bar.openTime >= position.exitDueBar) {
    concludeDecision(draft, 'exit', [{ code, sentence, numbers: {} }]);
    askToClose(draft, 'time');
    return;
  }
  concludeDecision(draft, 'skip', [{ code, sentence, numbers: {} }]);
}

/** Writes the bar's one decision. */
function concludeDecision(
  draft: Draft,
  action: DecisionRecord['action'],
  refusals: readonly Refusal[] = [],
  numbers: DecisionRecord['numbers'] = {},
): void {
  const { pending, lastPrediction, lastLatencyMs, settings } = draft.state;
  if (!pending) return;
  const predicted = refusals[0]?.code === 'NO_PREDICTION' ? undefined : lastPrediction;
  const decision: DecisionRecord = {
    table: 'decisions',
    key: `${settings.runTag}-${pending.bar.openTime}`,
    symbol: draft.symbol,
    bar: pending.bar.openTime,
    close: pending.bar.close,
    signal: predicted?.signal ?? 'NONE',
    confidence: predicted?.confidence ?? 0,
    probabilities: predicted?.probabilities ?? [],
    expectedMoveBps: predicted?.expectedMoveBps ?? 0,
    modelId: predicted?.modelId ?? '',
    action,
    refusals,
    numbers,
    source: pending.source,
    latencyMs: lastLatencyMs ?? 0,
  };
  draft.change({ lastDecision: decision });
  draft.record(decision);
}
