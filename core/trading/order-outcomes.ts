import { MINUTE_MS } from '../market/bar.ts';
import { money } from '../money/decimal.ts';
import { askToProtect, newPosition } from './bracket.ts';
import { askToClose } from './closing.ts';
import type { Draft } from './draft.ts';
import { lookAfterwards, lookNow } from './observing.ts';
import type { OrderRecord } from './records.ts';
import type { TradingEvent } from './step-contract.ts';

type Event<T extends TradingEvent['type']> = Extract<TradingEvent, { type: T }>;

/** The entry has ended. Whatever filled is protected before anything else is done. */
export function onEntered(draft: Draft, event: Event<'entered'>): void {
  const { pendingEntry, settings, pending } = draft.state;
  if (!pendingEntry) return;
  const { outcome, entry } = event;
  draft.change({ pendingEntry: undefined });
  if (outcome.status === 'notFilled') {
    recordOrder(draft, 'entry', entry.side, {
      clientId: outcome.clientId,
      type: 'MARKET',
      quantity: '0',
      price: '0',
      status: 'NOT_FILLED',
      reason: `${outcome.code}: ${outcome.reason}`,
    });
    draft.tell('alarm', `the entry ${outcome.clientId} was not filled (${outcome.code}: ${outcome.reason})`);
    return;
  }
  if (pending) draft.change({ lastLatencyMs: outcome.acknowledgedAt - pending.receivedAt });
  recordOrder(draft, 'entry', entry.side, {
    clientId: outcome.clientId,
    type: 'MARKET',
    quantity: outcome.quantity,
    price: outcome.averagePrice,
    status: 'FILLED',
    reason: '',
  });
  draft.change({
    position: newPosition({
      side: entry.side === 'BUY' ? 'LONG' : 'SHORT',
      quantity: outcome.quantity,
      entryPrice: outcome.averagePrice,
      entryId: outcome.clientId,
      openedBar: event.bar,
      exitDueBar: event.bar + settings.limits.horizonMinutes * MINUTE_MS,
      stopDistance: entry.stopDistance,
      targetDistance: entry.targetDistance,
      modelId: pendingEntry.modelId,
    }),
  });
  askToProtect(draft, { stop: true, target: true });
  lookAfterwards(draft);
}

/** Nothing is assumed: the next look at the exchange finds the position that it may have made, and protects it. */
export function onEntryUnknown(draft: Draft, event: Event<'entryUnknown'>): void {
  draft.tell('alarm', `the outcome of the entry of bar ${event.bar} is unknown: ${event.reason}`);
  lookAfterwards(draft);
}

export function onBracketPlaced(draft: Draft, event: Event<'bracketPlaced'>): void {
  const position = draft.state.position;
  if (!position) {
    // The position was closed while its bracket was on the way.
    draft.act({ type: 'cancel', conditionalIds: [event.stop.clientId, event.target.clientId], orderIds: [] });
    return;
  }
  draft.change({
    position: {
      ...position,
      stopId: event.stop.clientId,
      targetId: event.target.clientId,
      stopPrice: event.stop.triggerPrice,
      targetPrice: event.target.triggerPrice,
      isProtected: true,
    },
  });
  const side = position.side === 'LONG' ? 'SELL' : 'BUY';
  recordOrder(draft, 'stop', side, {
    clientId: event.stop.clientId,
    type: 'STOP_MARKET',
    quantity: position.quantity,
    price: event.stop.triggerPrice,
    status: 'NEW',
    reason: '',
  });
  recordOrder(draft, 'target', side, {
    clientId: event.target.clientId,
    type: 'TAKE_PROFIT_MARKET',
    quantity: position.quantity,
    price: event.target.triggerPrice,
    status: 'NEW',
    reason: '',
  });
}

/** Protection is a promise: what can't be protected is closed. */
export function onBracketFailed(draft: Draft, event: Event<'bracketFailed'>): void {
  const position = draft.state.position;
  if (!position) return;
  const sentence = `the bracket of ${position.entryId} could not be placed (${event.reason}): closing the position`;
  draft.tell('protection', sentence);
  draft.act({ type: 'notify', level: 'alarm', text: `${draft.symbol}: ${sentence}` });
  askToClose(draft, 'protection');
}

/** A closing order has ended; the fills that the next look brings conclude the trade. */
export function onClosed(draft: Draft, event: Event<'closed'>): void {
  const position = draft.state.position;
  const { outcome } = event;
  if (!position) return;
  recordOrder(draft, 'exit', position.side === 'LONG' ? 'SELL' : 'BUY', {
    clientId: outcome.clientId,
    type: 'MARKET',
    quantity: outcome.status === 'filled' ? outcome.quantity : '0',
    price: outcome.status === 'filled' ? outcome.averagePrice : '0',
    status: outcome.status === 'filled' ? 'FILLED' : 'NOT_FILLED',
    reason: outcome.status === 'filled' ? event.exit : `${outcome.code}: ${outcome.reason}`,
  });
  if (outcome.status === 'notFilled') {
    draft.tell('alarm', `the closing order ${outcome.clientId} was not filled (${outcome.code}: ${outcome.reason})`);
  } else if (money(outcome.quantity).gte(position.quantity)) {
    // After a partial close the bracket stays: it protects what is left.
    const conditionalIds = [position.stopId, position.targetId].filter((id) => id !== '');
    if (conditionalIds.length > 0) draft.act({ type: 'cancel', conditionalIds, orderIds: [] });
  }
  lookNow(draft);
}

function recordOrder(
  draft: Draft,
  purpose: OrderRecord['purpose'],
  side: OrderRecord['side'],
  order: Pick<OrderRecord, 'clientId' | 'type' | 'quantity' | 'price' | 'status' | 'reason'>,
): void {
  draft.record({
    table: 'orders',
    key: `${order.clientId}:${order.status}`,
    symbol: draft.symbol,
    bar: draft.bar,
    purpose,
    side,
    ...order,
  });
}
