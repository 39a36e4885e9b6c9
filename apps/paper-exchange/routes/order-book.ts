import { ApiError } from '../http/api-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import type { SymbolMarket } from '../market-view/symbol-market.ts';

const WEIGHT_BY_LIMIT: ReadonlyMap<number, number> = new Map([
  [5, 2],
  [10, 2],
  [20, 2],
  [50, 2],
  [100, 5],
  [500, 10],
  [1000, 20],
]);

function depthLimit(params: RequestParameters): number {
  return params.integer('limit') ?? 500;
}

function bookTicker(market: SymbolMarket): object {
  const book = market.book();
  return {
    symbol: market.symbol,
    bidPrice: book.bids[0]?.[0] ?? '0',
    bidQty: book.bids[0]?.[1] ?? '0',
    askPrice: book.asks[0]?.[0] ?? '0',
    askQty: book.asks[0]?.[1] ?? '0',
    time: book.time,
    lastUpdateId: book.updateId,
  };
}

/** depth (20 levels are all there are) and the best bid and ask. */
export const orderBook: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/fapi/v1/depth',
    security: 'none',
    weight: (params) => WEIGHT_BY_LIMIT.get(depthLimit(params)) ?? 2,
    handle: (params, { exchange }) => {
      const market = exchange.market(params.requiredText('symbol'));
      const limit = depthLimit(params);
      if (!WEIGHT_BY_LIMIT.has(limit)) throw new ApiError(-4021, 'Invalid depth limit.');
      const { updateId, time, bids, asks } = market.book();
      return { lastUpdateId: updateId, E: time, T: time, bids: bids.slice(0, limit), asks: asks.slice(0, limit) };
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/ticker/bookTicker',
    security: 'none',
    weight: (params) => (params.text('symbol') === undefined ? 5 : 2),
    handle: (params, { exchange }) => {
      const symbol = params.text('symbol');
      return symbol === undefined ? exchange.markets().map(bookTicker) : bookTicker(exchange.market(symbol));
    },
  },
];
