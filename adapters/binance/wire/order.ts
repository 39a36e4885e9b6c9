import { money } from '../../../core/money/decimal.ts';
import type { ObservedOrder } from '../../../core/trading/observation.ts';
import type { PlacedOrder } from '../../exchange/port.ts';
import { WireObject } from './wire-object.ts';

const STATUSES = ['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED'] as const;

/** The answer to POST and GET /fapi/v1/order, as far as an order activity needs it. */
export function readPlacedOrder(answer: unknown, where: string): PlacedOrder {
  const order = new WireObject(answer, where);
  const executedQuantity = order.decimal('executedQty');
  return {
    clientId: order.text('clientOrderId'),
    orderId: order.identifier('orderId'),
    status: order.oneOf('status', STATUSES),
    executedQuantity,
    averagePrice: averagePrice(order, executedQuantity),
  };
}

/** `avgPrice` where the exchange sends it, else what was paid per unit, else "0": newer answers to a POST hold neither. */
function averagePrice(order: WireObject, executedQuantity: string): string {
  const stated = order.decimalOrZero('avgPrice');
  if (!money(stated).isZero()) return stated;
  const quote = money(order.decimalOrZero('cumQuote'));
  const quantity = money(executedQuantity);
  return quote.isZero() || quantity.isZero() ? '0' : quote.div(quantity).toFixed();
}

/** A row of GET /fapi/v1/openOrders. */
export function readOpenOrder(item: unknown, where: string): ObservedOrder {
  const order = new WireObject(item, where);
  const stopPrice = order.decimalOrZero('stopPrice');
  return {
    clientId: order.text('clientOrderId'),
    exchangeId: order.identifier('orderId'),
    side: order.oneOf('side', ['BUY', 'SELL']),
    type: order.text('type'),
    status: order.oneOf('status', STATUSES),
    quantity: order.decimal('origQty'),
    ...(money(stopPrice).isZero() ? {} : { triggerPrice: stopPrice }),
    closePosition: order.flagOrFalse('closePosition'),
    reduceOnly: order.flagOrFalse('reduceOnly'),
  };
}
