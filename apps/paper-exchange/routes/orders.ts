import type { EngineOrder } from '../../../core/matching/engine-contract.ts';
import { ApiError, invalidParameter } from '../http/api-error.ts';
import type { Endpoint, Handler } from '../http/endpoint.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { acknowledgement, orderAnswer, orderView } from '../protocol/order.ts';
import { readNewOrder, readOrderName } from './order-request.ts';

/** ACK unless RESULT is asked for. */
function answerType(params: RequestParameters): (order: EngineOrder) => object {
  const refusal = (): ApiError => invalidParameter('newOrderRespType');
  const type = params.choice('newOrderRespType', ['ACK', 'RESULT'], refusal) ?? 'ACK';
  return type === 'ACK' ? acknowledgement : orderAnswer;
}

const place: Handler = (params, { exchange }) => {
  const order = readNewOrder(params);
  exchange.market(order.symbol);
  const describe = answerType(params);
  return describe(exchange.perform({ name: 'place-order', order }));
};

/** Refused exactly when it would be refused; otherwise nothing happens. */
const test: Handler = (params, { exchange }) => {
  const order = readNewOrder(params);
  exchange.market(order.symbol);
  exchange.account.checkOrder(order, exchange.now());
  return {};
};

const query: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const order = exchange.account.findOrder(symbol, readOrderName(params));
  if (order === undefined) throw new ApiError(-2013, 'Order does not exist.');
  return orderView(order);
};

const queryOpen: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const order = exchange.account.findOrder(symbol, readOrderName(params));
  if (order === undefined || (order.status !== 'NEW' && order.status !== 'PARTIALLY_FILLED')) {
    throw new ApiError(-2013, 'Order does not exist.');
  }
  return orderView(order);
};

const cancel: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  return orderAnswer(exchange.perform({ name: 'cancel-order', symbol, by: readOrderName(params) }));
};

const cancelAll: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  for (const order of exchange.account.openOrders(symbol)) {
    exchange.perform({ name: 'cancel-order', symbol, by: { orderId: order.orderId } });
  }
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
};

const listOpen: Handler = (params, { exchange }) => {
  const symbol = params.text('symbol');
  if (symbol !== undefined) exchange.market(symbol);
  return exchange.account.openOrders(symbol).map(orderView);
};

const countdown: Handler = (params, { exchange, countdowns }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const countdownTime = params.requiredInteger('countdownTime');
  if (countdownTime < 0 || countdownTime > 2_147_483_647) throw invalidParameter('countdownTime');
  countdowns.start(symbol, countdownTime);
  return { symbol, countdownTime: String(countdownTime) };
};

const one = (): number => 1;

/** LIMIT and MARKET orders: place, test, query, cancel. */
export const orders: readonly Endpoint[] = [
  { method: 'POST', path: '/fapi/v1/order', security: 'signed', weight: 0, orders: one, handle: place },
  { method: 'POST', path: '/fapi/v1/order/test', security: 'signed', weight: 1, handle: test },
  { method: 'GET', path: '/fapi/v1/order', security: 'signed', weight: 1, handle: query },
  { method: 'DELETE', path: '/fapi/v1/order', security: 'signed', weight: 1, handle: cancel },
  { method: 'GET', path: '/fapi/v1/openOrder', security: 'signed', weight: 1, handle: queryOpen },
  {
    method: 'GET',
    path: '/fapi/v1/openOrders',
    security: 'signed',
    weight: (params) => (params.text('symbol') === undefined ? 40 : 1),
    handle: listOpen,
  },
  { method: 'DELETE', path: '/fapi/v1/allOpenOrders', security: 'signed', weight: 1, handle: cancelAll },
  { method: 'POST', path: '/fapi/v1/countdownCancelAll', security: 'signed', weight: 10, handle: countdown },
];
