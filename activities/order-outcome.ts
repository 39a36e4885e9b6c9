import type { PlacedOrder } from '../adapters/exchange/port.ts';
import { money } from '../core/money/decimal.ts';
import type { OrderOutcome } from '../core/trading/step-contract.ts';

/** Statuses in which a market order will not change any more. */
const ENDED = new Set<PlacedOrder['status']>(['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED']);

/** Whether the order's outcome is known for good: it has ended, and its average price is told where it filled. */
export function isSettled(order: PlacedOrder): boolean {
  if (!ENDED.has(order.status)) return false;
  return money(order.executedQuantity).isZero() || !money(order.averagePrice).isZero();
}

/** A market order that has ended, as the trading step takes it: whatever filled counts, the rest never existed. */
export function outcomeOf(order: PlacedOrder): OrderOutcome {
  if (money(order.executedQuantity).isZero()) {
    return {
      status: 'notFilled',
      clientId: order.clientId,
      code: 0,
      reason: `the order ended ${order.status} unfilled`,
    };
  }
  return {
    status: 'filled',
    clientId: order.clientId,
    orderId: order.orderId,
    quantity: order.executedQuantity,
    averagePrice: order.averagePrice,
    acknowledgedAt: Date.now(),
  };
}
