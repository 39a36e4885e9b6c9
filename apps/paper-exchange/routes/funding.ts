import type { Endpoint } from '../http/endpoint.ts';
import type { SymbolMarket } from '../market-view/symbol-market.ts';
import { padded } from '../protocol/wire-decimal.ts';

/** Without a start, settlements of this long ago and later are returned. */
const DEFAULT_SPAN_MS = 100 * 8 * 3_600_000;

function premiumIndex(market: SymbolMarket): object {
  const mark = market.mark();
  const price = padded(mark.markPrice, 8);
  return {
    symbol: market.symbol,
    markPrice: price,
    indexPrice: padded(mark.indexPrice, 8),
    estimatedSettlePrice: price,
    lastFundingRate: padded(mark.fundingRate, 8),
    interestRate: '0.00010000',
    nextFundingTime: mark.nextFundingTime,
    time: mark.time,
  };
}

export const funding: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/fapi/v1/fundingRate',
    security: 'none',
    // it has a limit of its own and takes nothing from the minute's weight
    weight: 0,
    handle: async (params, { exchange }) => {
      const symbol = params.text('symbol');
      const markets = symbol === undefined ? exchange.markets() : [exchange.market(symbol)];
      const limit = params.limit(100, 1000);
      const startTime = params.integer('startTime');
      const endTime = params.integer('endTime') ?? exchange.now();
      const from = startTime ?? endTime - DEFAULT_SPAN_MS;
      const rows = await Promise.all(
        markets.map(async (market) =>
          (await market.fundingRates(from, endTime + 1)).map((settlement) => ({
            symbol: market.symbol,
            fundingTime: settlement.fundingTime,
            fundingRate: padded(settlement.rate, 8),
            markPrice: padded(settlement.markPrice, 8),
          })),
        ),
      );
      const ascending = rows.flat().sort((left, right) => left.fundingTime - right.fundingTime);
      return startTime === undefined ? ascending.slice(-limit) : ascending.slice(0, limit);
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/fundingInfo',
    security: 'none',
    weight: 0,
    handle: (_params, { exchange }) =>
      exchange.markets().map((market) => ({
        symbol: market.symbol,
        adjustedFundingRateCap: '0.02000000',
        adjustedFundingRateFloor: '-0.02000000',
        fundingIntervalHours: 8,
        disclaimer: false,
      })),
  },
  {
    method: 'GET',
    path: '/fapi/v1/premiumIndex',
    security: 'none',
    weight: (params) => (params.text('symbol') === undefined ? 10 : 1),
    handle: (params, { exchange }) => {
      const symbol = params.text('symbol');
      return symbol === undefined ? exchange.markets().map(premiumIndex) : premiumIndex(exchange.market(symbol));
    },
  },
];
