import { ApiError } from '../http/api-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { aggTradeFields } from '../protocol/market-events.ts';
import { padded } from '../protocol/wire-decimal.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1000;

export const trades: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/fapi/v1/aggTrades',
    security: 'none',
    weight: 20,
    handle: (params, { exchange }) => {
      const market = exchange.market(params.requiredText('symbol'));
      const startTime = params.integer('startTime');
      const endTime = params.integer('endTime');
      if (startTime !== undefined && endTime !== undefined && endTime - startTime > HOUR_MS) {
        throw new ApiError(-1127, 'Lookup interval is too big. More than 1 hours between startTime and endTime.');
      }
      const limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT);
      const found = market.aggregateTrades({ fromId: params.integer('fromId'), startTime, endTime, limit });
      return found.map((trade) => aggTradeFields(market, trade));
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/trades',
    security: 'none',
    weight: 5,
    handle: (params, { exchange }) => {
      const market = exchange.market(params.requiredText('symbol'));
      const limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT);
      const range = { fromId: undefined, startTime: undefined, endTime: undefined, limit };
      return market.aggregateTrades(range).map((trade) => ({
        id: trade.id,
        price: padded(trade.price, market.pricePrecision),
        qty: padded(trade.quantity, market.quantityPrecision),
        quoteQty: (Number(trade.price) * Number(trade.quantity)).toFixed(2),
        time: trade.time,
        isBuyerMaker: trade.buyerIsMaker,
      }));
    },
  },
];
