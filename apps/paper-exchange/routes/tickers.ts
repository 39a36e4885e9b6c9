import type { Endpoint, Handler } from '../http/endpoint.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { dayStatistics } from '../market-view/day-statistics.ts';
import type { SymbolMarket } from '../market-view/symbol-market.ts';
import { padded } from '../protocol/wire-decimal.ts';

/** One object for one symbol, a list for all of them. */
function oneOrAll(describe: (market: SymbolMarket) => unknown): Handler {
  return async (params, { exchange }) => {
    const symbol = params.text('symbol');
    if (symbol !== undefined) return describe(exchange.market(symbol));
    return Promise.all(exchange.markets().map(describe));
  };
}

function weight(one: number, all: number): (params: RequestParameters) => number {
  return (params) => (params.text('symbol') === undefined ? all : one);
}

function price(market: SymbolMarket): object {
  const text = padded(market.lastPrice(), market.pricePrecision);
  return { symbol: market.symbol, price: text, time: market.mark().time };
}

async function day(market: SymbolMarket): Promise<object> {
  const statistics = await dayStatistics(market);
  return {
    symbol: market.symbol,
    priceChange: statistics.priceChange,
    priceChangePercent: statistics.priceChangePercent,
    weightedAvgPrice: statistics.weightedAveragePrice,
    lastPrice: statistics.lastPrice,
    lastQty: statistics.lastQuantity,
    openPrice: statistics.openPrice,
    highPrice: statistics.highPrice,
    lowPrice: statistics.lowPrice,
    volume: statistics.volume,
    quoteVolume: statistics.quoteVolume,
    openTime: statistics.openTime,
    closeTime: statistics.closeTime,
    firstId: statistics.firstId,
    lastId: statistics.lastId,
    count: statistics.trades,
  };
}

export const tickers: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/fapi/v1/ticker/price',
    security: 'none',
    weight: weight(1, 2),
    handle: oneOrAll(price),
  },
  {
    method: 'GET',
    path: '/fapi/v2/ticker/price',
    security: 'none',
    weight: weight(1, 2),
    handle: oneOrAll(price),
  },
  {
    method: 'GET',
    path: '/fapi/v1/ticker/24hr',
    security: 'none',
    weight: weight(1, 40),
    handle: oneOrAll(day),
  },
];
