import type { ObservedOrder } from '../../../core/trading/observation.ts';
import { WireObject } from './wire-object.ts';

const STATUSES = ['NEW', 'TRIGGERING', 'TRIGGERED', 'FINISHED', 'CANCELED', 'REJECTED', 'EXPIRED'] as const;

/** A conditional order as POST and GET /fapi/v1/algoOrder and GET /fapi/v1/openAlgoOrders give it. */
export function readConditionalOrder(answer: unknown, where: string): ObservedOrder {
  const order = new WireObject(answer, where);
  return {
    clientId: order.text('clientAlgoId'),
    exchangeId: order.identifier('algoId'),
    side: order.oneOf('side', ['BUY', 'SELL']),
    type: order.text('orderType'),
    status: order.oneOf('algoStatus', STATUSES),
    quantity: order.decimalOrZero('quantity'),
    triggerPrice: order.decimal('triggerPrice'),
    closePosition: order.flagOrFalse('closePosition'),
    reduceOnly: order.flagOrFalse('reduceOnly'),
    ...actualOrder(order),
  };
}

/** Empty or "0" until it has triggered. */
function actualOrder(order: WireObject): { actualOrderId?: string } {
  if (!order.has('actualOrderId')) return {};
  const actualOrderId = order.identifier('actualOrderId');
  return actualOrderId === '0' ? {} : { actualOrderId };
}
