import { ApiError, missingParameter } from '../http/api-error.ts';
import type { Endpoint, Handler } from '../http/endpoint.ts';
import type { RequestParameters } from '../http/request-parameters.ts';
import { isInterval } from '../market-view/interval.ts';
import type { SymbolMarket } from '../market-view/symbol-market.ts';
import { klineRow, priceKlineRow } from '../protocol/kline.ts';

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1500;

/** 1 below 100 rows, 2 below 500, 5 up to 1000, 10 beyond. */
function klineWeight(params: RequestParameters): number {
  const limit = Number(params.text('limit') ?? DEFAULT_LIMIT);
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit > 1000 ? 10 : 5;
}

function candles(nameOfSymbol: string, row: typeof klineRow): Handler {
  return async (params, { exchange }) => {
    const market: SymbolMarket = exchange.market(params.requiredText(nameOfSymbol));
    const interval = params.requiredText('interval');
    if (!isInterval(interval)) throw new ApiError(-1120, 'Invalid interval.');
    const limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT);
    const startTime = params.integer('startTime');
    const endTime = params.integer('endTime');
    const bars = await market.candles(interval, { startTime, endTime, limit });
    return bars.map((bar) => row(bar, interval, market));
  };
}

function continuous(params: RequestParameters): void {
  const type = params.text('contractType');
  if (type === undefined) throw missingParameter('contractType');
  if (type !== 'PERPETUAL') throw new ApiError(-1130, "Data sent for parameter 'contractType' is not valid.");
}

/** Candles of trades, and of mark and index price, which are the last price on this exchange. */
export const klines: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/fapi/v1/klines',
    security: 'none',
    weight: klineWeight,
    handle: candles('symbol', klineRow),
  },
  {
    method: 'GET',
    path: '/fapi/v1/continuousKlines',
    security: 'none',
    weight: klineWeight,
    handle: (params, services) => {
      continuous(params);
      return candles('pair', klineRow)(params, services);
    },
  },
  {
    method: 'GET',
    path: '/fapi/v1/markPriceKlines',
    security: 'none',
    weight: klineWeight,
    handle: candles('symbol', priceKlineRow),
  },
  {
    method: 'GET',
    path: '/fapi/v1/indexPriceKlines',
    security: 'none',
    weight: klineWeight,
    handle: candles('pair', priceKlineRow),
  },
];
