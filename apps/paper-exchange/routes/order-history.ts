import type { Endpoint, Handler } from '../http/endpoint.ts';
import { orderView, userTrade } from '../protocol/order.ts';
import { limited, weekWindow } from './time-window.ts';

const allOrders: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const limit = params.limit(500, 1000);
  const all = exchange.account.orders(symbol);
  const fromId = params.integer('orderId');
  if (fromId !== undefined)
    return all
      .filter((order) => order.orderId >= fromId)
      .slice(0, limit)
      .map(orderView);
  const window = weekWindow(params, exchange.now());
  const found = all.filter((order) => order.createdAt >= window.from && order.createdAt <= window.to);
  return limited(found, window, limit).map(orderView);
};

const userTrades: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const limit = params.limit(500, 1000);
  const orderId = params.integer('orderId');
  const fromId = params.integer('fromId');
  const all = exchange.account.fills(symbol).filter((fill) => orderId === undefined || fill.orderId === orderId);
  if (fromId !== undefined)
    return all
      .filter((fill) => fill.tradeId >= fromId)
      .slice(0, limit)
      .map(userTrade);
  const window = weekWindow(params, exchange.now());
  const found = all.filter((fill) => fill.time >= window.from && fill.time <= window.to);
  return limited(found, window, limit).map(userTrade);
};

/** Past orders and fills. */
export const orderHistory: readonly Endpoint[] = [
  { method: 'GET', path: '/fapi/v1/allOrders', security: 'signed', weight: 5, handle: allOrders },
  { method: 'GET', path: '/fapi/v1/userTrades', security: 'signed', weight: 5, handle: userTrades },
];
