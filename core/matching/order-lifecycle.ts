import { Money } from '../money/decimal.ts';
import type { AccountState, LiveOrder, SymbolState } from './account-state.ts';
import { markWatchStale } from './account-state.ts';
import type { EngineFill, EngineOrder } from './engine-contract.ts';
import type { OrderDraft } from './order-draft.ts';

/** Why an order ended, in Binance's numbers (field `er`). */
export const EXPIRY = { none: 0, immediateOrCancel: 2, reduceOnly: 4, liquidation: 5, marketUnfilled: 9 } as const;

/** Gives a draft its id and announces it as NEW; it is not yet among the resting orders. */
export function openOrder(state: AccountState, sym: SymbolState, draft: OrderDraft, time: number): LiveOrder {
  const view: EngineOrder = {
    orderId: state.nextIds.order++,
    clientId: draft.clientId,
    symbol: sym.rules.symbol,
    side: draft.side,
    type: draft.type,
    originalType: draft.originalType,
    timeInForce: draft.timeInForce,
    price: draft.price.toString(),
    stopPrice: draft.stopPrice,
    quantity: draft.quantity.toString(),
    executedQuantity: '0',
    executedQuote: '0',
    averagePrice: '0',
    status: 'NEW',
    reduceOnly: draft.reduceOnly,
    closePosition: draft.closePosition,
    goodTillDate: draft.goodTillDate,
    createdAt: time,
    updatedAt: time,
  };
  const order: LiveOrder = {
    view,
    price: draft.price,
    priceFloat: Number(view.price),
    quantity: draft.quantity,
    executedQuantity: new Money(0),
    executedQuote: new Money(0),
    algoId: draft.algoId,
  };
  sym.orders.set(view.orderId, view);
  sym.orderIds.set(view.clientId, view.orderId);
  state.events.push({ type: 'order', execution: 'NEW', order: view, expiryReason: EXPIRY.none, time });
  return order;
}

/** Lets the order wait in the book. */
export function rest(state: AccountState, sym: SymbolState, order: LiveOrder): void {
  sym.resting.set(order.view.orderId, order);
  markWatchStale(state);
}

/** Notes a fill on the order and announces it; a filled order no longer rests. */
export function noteFill(
  state: AccountState,
  sym: SymbolState,
  order: LiveOrder,
  fill: EngineFill,
  execution: 'TRADE' | 'CALCULATED',
): void {
  order.executedQuantity = order.executedQuantity.plus(fill.quantity);
  order.executedQuote = order.executedQuote.plus(fill.quoteQuantity);
  const filled = order.executedQuantity.greaterThanOrEqualTo(order.quantity);
  order.view = {
    ...order.view,
    executedQuantity: order.executedQuantity.toString(),
    executedQuote: order.executedQuote.toString(),
    averagePrice: order.executedQuote.div(order.executedQuantity).toDecimalPlaces(8).toString(),
    status: filled ? 'FILLED' : 'PARTIALLY_FILLED',
    updatedAt: fill.time,
  };
  if (filled) sym.resting.delete(order.view.orderId);
  sym.orders.set(order.view.orderId, order.view);
  markWatchStale(state);
  state.events.push({
    type: 'order',
    execution,
    order: order.view,
    fill,
    expiryReason: EXPIRY.none,
    time: fill.time,
  });
}

/** Ends what is left of an order. */
export function endOrder(
  state: AccountState,
  sym: SymbolState,
  order: LiveOrder,
  end: { status: 'CANCELED' | 'EXPIRED'; reason: number; time: number },
): EngineOrder {
  order.view = { ...order.view, status: end.status, updatedAt: end.time };
  sym.resting.delete(order.view.orderId);
  sym.orders.set(order.view.orderId, order.view);
  markWatchStale(state);
  state.events.push({
    type: 'order',
    execution: end.status,
    order: order.view,
    expiryReason: end.reason,
    time: end.time,
  });
  return order.view;
}

export function remainingQuantity(order: LiveOrder): Money {
  return order.quantity.minus(order.executedQuantity);
}
