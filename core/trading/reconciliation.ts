import { money } from '../money/decimal.ts';
import { MINUTE_MS, minuteOf } from '../market/bar.ts';
import { askToProtect, distanceBetween, newPosition } from './bracket.ts';
import { clientOrderId, parseClientOrderId } from './client-order-id.ts';
import { tripBreakerIfDown, closedAt } from './circuit-breaker-24h.ts';
import { askToClose } from './closing.ts';
import type { Draft } from './draft.ts';
import { setEquity } from './equity.ts';
import { applyFills } from './fills.ts';
import type { Observation, ObservedOrder } from './observation.ts';
import { concludeTrade } from './trade-conclusion.ts';

/** Failed looks in a row after which the operator is told. */
const ALARM_AFTER_FAILURES = 3;

/**
 * What the exchange says against what we believe. The table of cases:
 *
 * | we believe | exchange | done |
 * |---|---|---|
 * | flat | flat | our leftover orders are cancelled; somebody else's are reported once and left alone |
 * | entry sent, outcome unknown | position on its side | adopted with the entry's plan, and protected |
 * | flat | position with a closePosition stop on the right side | adopted with that stop; closed at the horizon |
 * | flat | position without a stop | closed, operator told |
 * | position | flat | the trade is concluded from its fills; the other leg is cancelled |
 * | position | same side, other quantity | the exchange's quantity is adopted |
 * | position | other side | our trade is concluded, the unknown position is closed |
 * | position | same, a leg of the bracket missing | that leg is placed anew |
 * | anything | the question failed | nothing changes, entries wait, the third failure in a row raises an alarm |
 */
export function reconcile(draft: Draft, seen: Observation): void {
  const amount = money(seen.position.amount);
  draft.change({ wallet: seen.wallet, failedObservations: 0 });
  // Before the fills are booked, so that the entry's fee belongs to the position it made.
  const adopted = adoptPendingEntry(draft, seen);
  applyFills(draft, seen.fills);

  if (adopted) askToProtect(draft, { stop: true, target: true });
  else if (draft.state.position) {
    const expected = draft.state.position.side === 'LONG' ? 1 : -1;
    if (amount.isZero()) concludeTrade(draft, seen, 'patient');
    else if (Math.sign(amount.toNumber()) !== expected) {
      concludeTrade(draft, seen, 'at once');
      closeUnknown(draft, seen, 'a position against ours');
    } else keepHolding(draft, seen);
  } else if (amount.isZero()) {
    draft.change({ pendingEntry: undefined });
    cancelLeftovers(draft, seen);
  } else adoptOrClose(draft, seen);

  recordEquity(draft, seen);
  tripBreakerIfDown(draft, draft.state.lastBar === undefined ? seen.time : closedAt(draft.state.lastBar));
}

/** A failed question is never read as "flat". */
export function onObservationFailed(draft: Draft, reason: string): void {
  const failedObservations = draft.state.failedObservations + 1;
  draft.change({ failedObservations });
  if (failedObservations === ALARM_AFTER_FAILURES) {
    const sentence = `the exchange could not be asked ${failedObservations} times in a row: ${reason}`;
    draft.tell('alarm', sentence);
    draft.act({ type: 'notify', level: 'alarm', text: `${draft.symbol}: ${sentence}` });
  }
  if (draft.state.lastBar !== undefined) tripBreakerIfDown(draft, closedAt(draft.state.lastBar));
}

function keepHolding(draft: Draft, seen: Observation): void {
  const position = draft.state.position;
  if (!position) return;
  const quantity = money(seen.position.amount).abs().toFixed();
  if (!money(position.quantity).eq(quantity)) {
    draft.tell('reconciliation', `the exchange holds ${quantity}, we believed ${position.quantity}: adopted`);
    draft.change({ position: { ...position, quantity } });
  }
  if (position.exitAsked) {
    askToClose(draft, position.exitAsked);
    return;
  }
  const live = (id: string): boolean => id !== '' && seen.conditionalOrders.some((order) => order.clientId === id);
  const lost = { stop: !live(position.stopId), target: !live(position.targetId) };
  if (!lost.stop && !lost.target) return;
  const names = [lost.stop ? 'stop' : '', lost.target ? 'target' : ''].filter((name) => name !== '').join(' and ');
  draft.tell('protection', `the ${names} of ${position.entryId} is not on the exchange: placed anew`);
  askToProtect(draft, lost);
}

/** An entry whose outcome was unknown turns out to have been filled: it is ours, with the plan it was sent with. */
function adoptPendingEntry(draft: Draft, seen: Observation): boolean {
  const { pendingEntry, position, settings } = draft.state;
  const amount = money(seen.position.amount);
  const side = amount.isPositive() ? 'LONG' : 'SHORT';
  if (position || !pendingEntry || amount.isZero()) return false;
  if (side !== (pendingEntry.entry.side === 'BUY' ? 'LONG' : 'SHORT')) return false;
  draft.change({
    pendingEntry: undefined,
    position: newPosition({
      side,
      quantity: amount.abs().toFixed(),
      entryPrice: seen.position.entryPrice,
      entryId: pendingEntry.clientId,
      openedBar: pendingEntry.bar,
      exitDueBar: pendingEntry.bar + settings.limits.horizonMinutes * MINUTE_MS,
      stopDistance: pendingEntry.entry.stopDistance,
      targetDistance: pendingEntry.entry.targetDistance,
      modelId: pendingEntry.modelId,
    }),
  });
  draft.tell('reconciliation', `the entry ${pendingEntry.clientId} was filled after all: adopted and protected`);
  return true;
}

function adoptOrClose(draft: Draft, seen: Observation): void {
  const { settings } = draft.state;
  const amount = money(seen.position.amount);
  const side = amount.isPositive() ? 'LONG' : 'SHORT';
  const quantity = amount.abs().toFixed();
  const { entryPrice } = seen.position;
  const stop = seen.conditionalOrders.find((order) => isStopOf(order, side));
  if (!stop?.triggerPrice) {
    closeUnknown(draft, seen, 'a position without a stop that is not ours');
    return;
  }
  const target = seen.conditionalOrders.find((order) => isTargetOf(order, side));
  const bar = draft.state.lastBar ?? Math.floor(seen.time / MINUTE_MS) * MINUTE_MS;
  const stopDistance = distanceBetween(entryPrice, stop.triggerPrice);
  const opened = newPosition({
    side,
    quantity,
    entryPrice,
    entryId: clientOrderId(settings.runTag, bar, 'u'),
    openedBar: bar,
    exitDueBar: bar + settings.limits.horizonMinutes * MINUTE_MS,
    stopDistance,
    targetDistance: target?.triggerPrice ? distanceBetween(entryPrice, target.triggerPrice) : stopDistance,
    modelId: '',
  });
  draft.change({
    position: {
      ...opened,
      stopId: stop.clientId,
      stopPrice: stop.triggerPrice,
      targetId: target?.clientId ?? '',
      targetPrice: target?.triggerPrice ?? opened.targetPrice,
      isProtected: true,
    },
  });
  draft.tell('reconciliation', `a ${side} of ${quantity} with the stop ${stop.clientId} was found: adopted`);
  if (!target) askToProtect(draft, { stop: false, target: true });
}

function closeUnknown(draft: Draft, seen: Observation, what: string): void {
  const amount = money(seen.position.amount);
  const bar = draft.state.lastBar ?? Math.floor(seen.time / MINUTE_MS) * MINUTE_MS;
  const sentence = `${what} (${amount.toFixed()}) was found on the exchange: closing it`;
  draft.tell('reconciliation', sentence);
  draft.change({
    position: {
      ...newPosition({
        side: amount.isPositive() ? 'LONG' : 'SHORT',
        quantity: amount.abs().toFixed(),
        entryPrice: seen.position.entryPrice,
        entryId: clientOrderId(draft.state.settings.runTag, bar, 'u'),
        openedBar: bar,
        exitDueBar: bar,
        stopDistance: '0',
        targetDistance: '0',
        modelId: '',
      }),
    },
  });
  draft.act({ type: 'notify', level: 'alarm', text: `${draft.symbol}: ${sentence}` });
  askToClose(draft, 'other');
}

function cancelLeftovers(draft: Draft, seen: Observation): void {
  const ours = (order: ObservedOrder): boolean => parseClientOrderId(order.clientId) !== undefined;
  const conditionalIds = seen.conditionalOrders.filter(ours).map((order) => order.clientId);
  const orderIds = seen.openOrders.filter(ours).map((order) => order.clientId);
  if (conditionalIds.length + orderIds.length > 0) {
    draft.tell('reconciliation', `flat, but still open: ${[...conditionalIds, ...orderIds].join(', ')}: cancelled`);
    draft.act({ type: 'cancel', conditionalIds, orderIds });
  }
  const foreign = [...seen.conditionalOrders, ...seen.openOrders].filter((order) => !ours(order));
  const unreported = foreign.filter((order) => !draft.state.foreignOrders.includes(order.clientId));
  for (const order of unreported) {
    draft.tell('reconciliation', `an order that is not ours (${order.clientId}, ${order.type}) is open: left alone`);
  }
  draft.change({ foreignOrders: foreign.map((order) => order.clientId) });
}

function recordEquity(draft: Draft, seen: Observation): void {
  const equity = money(seen.wallet).plus(seen.unrealised).toFixed();
  const { lastBar } = draft.state;
  // A look at a minute's very end still belongs to it; one that the next bar has not told yet, to the next.
  setEquity(draft, equity, Math.max(lastBar ?? 0, minuteOf(seen.time - 1)));
  if (lastBar === undefined || draft.state.lastEquityBar === lastBar) return;
  draft.change({ lastEquityBar: lastBar });
  draft.record({
    table: 'equity',
    key: `${draft.state.settings.runTag}-${lastBar}`,
    symbol: draft.symbol,
    bar: lastBar,
    wallet: seen.wallet,
    equity,
    drawdown: draft.state.drawdown,
  });
}

function isStopOf(order: ObservedOrder, side: 'LONG' | 'SHORT'): boolean {
  return order.closePosition && order.type === 'STOP_MARKET' && order.side === (side === 'LONG' ? 'SELL' : 'BUY');
}

function isTargetOf(order: ObservedOrder, side: 'LONG' | 'SHORT'): boolean {
  return (
    order.closePosition && order.type === 'TAKE_PROFIT_MARKET' && order.side === (side === 'LONG' ? 'SELL' : 'BUY')
  );
}
