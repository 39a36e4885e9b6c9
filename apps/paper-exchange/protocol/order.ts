import type { EngineFill, EngineOrder } from '../../../core/matching/engine-contract.ts';
import { padded } from './wire-decimal.ts';

/** What every order is reported with though this exchange has no such feature. */
const UNUSED = { priceMatch: 'NONE', selfTradePreventionMode: 'EXPIRE_MAKER' } as const;

/** The answer to a new or a cancelled order. */
export function orderAnswer(order: EngineOrder): Record<string, unknown> {
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientId,
    price: padded(order.price, 2),
    avgPrice: padded(order.averagePrice, 2),
    origQty: padded(order.quantity, 3),
    executedQty: padded(order.executedQuantity, 3),
    cumQty: padded(order.executedQuantity, 3),
    cumQuote: padded(order.executedQuote, 5),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.reduceOnly,
    closePosition: order.closePosition,
    side: order.side,
    positionSide: 'BOTH',
    stopPrice: padded(order.stopPrice, 2),
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.originalType,
    ...UNUSED,
    goodTillDate: order.goodTillDate,
    updateTime: order.updatedAt,
  };
}

/** ACK: the order as it was accepted, before anything filled. */
export function acknowledgement(order: EngineOrder): Record<string, unknown> {
  const accepted = { ...order, status: 'NEW' as const, executedQuantity: '0', executedQuote: '0', averagePrice: '0' };
  return orderAnswer(accepted);
}

/** The answer to a query, which has the time of creation. */
export function orderView(order: EngineOrder): Record<string, unknown> {
  const { cumQty: _, ...answer } = orderAnswer(order);
  return { ...answer, time: order.createdAt };
}

export function userTrade(fill: EngineFill): Record<string, unknown> {
  return {
    symbol: fill.symbol,
    id: fill.tradeId,
    orderId: fill.orderId,
    side: fill.side,
    price: padded(fill.price, 2),
    qty: padded(fill.quantity, 3),
    realizedPnl: padded(fill.realizedPnl, 8),
    quoteQty: padded(fill.quoteQuantity, 5),
    commission: padded(fill.commission, 8),
    commissionAsset: 'USDT',
    time: fill.time,
    positionSide: 'BOTH',
    buyer: fill.side === 'BUY',
    maker: fill.maker,
  };
}
