import type { EngineConditional, NewConditional } from '../../../core/matching/engine-contract.ts';
import { ApiError, invalidParameter } from '../http/api-error.ts';
import type { Endpoint, Handler } from '../http/endpoint.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { algoAnswer, algoCancelled, algoView } from '../protocol/algo-order.ts';
import type { Exchange } from '../exchange.ts';
import {
  invalidOrderType,
  invalidTimeInForce,
  readClientId,
  readSide,
  refuseSent,
  refuseUnsupported,
} from './order-request.ts';
import { limited, weekWindow } from './time-window.ts';

function readConditional(params: RequestParameters): NewConditional {
  if (params.requiredText('algoType') !== 'CONDITIONAL') throw invalidParameter('algoType');
  const types = ['STOP_MARKET', 'TAKE_PROFIT_MARKET', 'STOP', 'TAKE_PROFIT'] as const;
  const type = params.requiredChoice('type', types, invalidOrderType);
  refuseUnsupported(params);
  const closePosition = params.flag('closePosition') ?? false;
  const withLimit = type === 'STOP' || type === 'TAKE_PROFIT';
  const workingTypes = ['CONTRACT_PRICE', 'MARK_PRICE'] as const;
  const timesInForce = ['GTC', 'IOC', 'FOK', 'GTX'] as const;
  return {
    symbol: params.requiredText('symbol'),
    side: readSide(params),
    type,
    triggerPrice: params.requiredDecimal('triggerPrice'),
    ...(withLimit ? { price: params.requiredDecimal('price') } : {}),
    ...readSize(params, closePosition, withLimit),
    workingType: params.choice('workingType', workingTypes, () => invalidParameter('workingType')) ?? 'CONTRACT_PRICE',
    closePosition,
    reduceOnly: params.flag('reduceOnly') ?? false,
    priceProtect: params.flag('priceProtect') ?? false,
    timeInForce: params.choice('timeInForce', timesInForce, invalidTimeInForce) ?? 'GTC',
    clientId: readClientId(params, 'clientAlgoId'),
  };
}

/** closePosition excludes a quantity (-4137) and reduceOnly (-1106), and is for market types alone (-4136). */
function readSize(params: RequestParameters, closePosition: boolean, withLimit: boolean): { quantity?: string } {
  if (!closePosition) return { quantity: params.requiredDecimal('quantity') };
  if (withLimit) throw new ApiError(-4136, 'Target strategy invalid for orderType, closePosition.');
  if (params.text('quantity') !== undefined) {
    throw new ApiError(-4137, 'Quantity must be zero with closePosition equals true.');
  }
  refuseSent(params, 'reduceOnly');
  return {};
}

/** By `algoId` or `clientAlgoId`. */
function readAlgoName(params: RequestParameters): { algoId?: number; clientId?: string } {
  const algoId = params.integer('algoId');
  if (algoId !== undefined) return { algoId };
  const clientId = params.text('clientAlgoId');
  if (clientId !== undefined) return { clientId };
  throw new ApiError(-1102, "Param 'clientAlgoId' or 'algoId' must be sent, but both were empty/null!");
}

function view(exchange: Exchange, algo: EngineConditional): object {
  const { actualOrderId } = algo;
  const actual =
    actualOrderId === undefined ? undefined : exchange.account.findOrder(algo.symbol, { orderId: actualOrderId });
  return algoView(algo, actual);
}

const place: Handler = (params, { exchange }) => {
  const order = readConditional(params);
  exchange.market(order.symbol);
  return algoAnswer(exchange.perform({ name: 'place-conditional', order }));
};

const query: Handler = (params, { exchange }) => {
  const algo = exchange.account.findConditional(readAlgoName(params));
  if (algo === undefined) throw new ApiError(-2013, 'Order does not exist.');
  return view(exchange, algo);
};

const cancel: Handler = (params, { exchange }) =>
  algoCancelled(exchange.perform({ name: 'cancel-conditional', by: readAlgoName(params) }));

const cancelAll: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  for (const algo of exchange.account.openConditionals(symbol)) {
    exchange.perform({ name: 'cancel-conditional', by: { algoId: algo.algoId } });
  }
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
};

const listOpen: Handler = (params, { exchange }) => {
  const symbol = params.text('symbol');
  if (symbol !== undefined) exchange.market(symbol);
  const algoId = params.integer('algoId');
  return exchange.account
    .openConditionals(symbol)
    .filter((algo) => algoId === undefined || algo.algoId === algoId)
    .map((algo) => view(exchange, algo));
};

const listAll: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const limit = params.limit(500, 1000);
  const all = exchange.account.conditionals(symbol);
  const fromId = params.integer('algoId');
  const window = weekWindow(params, exchange.now());
  const found =
    fromId === undefined
      ? limited(
          all.filter((algo) => algo.createdAt >= window.from && algo.createdAt <= window.to),
          window,
          limit,
        )
      : all.filter((algo) => algo.algoId >= fromId).slice(0, limit);
  return found.map((algo) => view(exchange, algo));
};

/** Conditional orders, which have had a path of their own since December 2025. */
export const algoOrders: readonly Endpoint[] = [
  { method: 'POST', path: '/fapi/v1/algoOrder', security: 'signed', weight: 0, orders: () => 1, handle: place },
  { method: 'GET', path: '/fapi/v1/algoOrder', security: 'signed', weight: 1, handle: query },
  { method: 'DELETE', path: '/fapi/v1/algoOrder', security: 'signed', weight: 1, handle: cancel },
  { method: 'DELETE', path: '/fapi/v1/algoOpenOrders', security: 'signed', weight: 1, handle: cancelAll },
  {
    method: 'GET',
    path: '/fapi/v1/openAlgoOrders',
    security: 'signed',
    weight: (params) => (params.text('symbol') === undefined ? 40 : 1),
    handle: listOpen,
  },
  { method: 'GET', path: '/fapi/v1/allAlgoOrders', security: 'signed', weight: 5, handle: listAll },
];
