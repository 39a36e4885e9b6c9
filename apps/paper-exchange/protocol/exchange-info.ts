import type { RateLimits } from '../http/rate-limits.ts';
import type { SymbolMarket } from '../market-view/symbol-market.ts';

const PERPETUAL_DELIVERY = 4_133_404_800_000;
const MAX_OPEN_ORDERS = 200;

/** The whole payload of GET exchangeInfo; `serverTime` is wall time. */
export function exchangeInfo(markets: readonly SymbolMarket[], limits: RateLimits, serverTime: number): object {
  return {
    timezone: 'UTC',
    serverTime,
    futuresType: 'U_MARGINED',
    rateLimits: rateLimitRows(limits),
    exchangeFilters: [],
    assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' }],
    symbols: markets.map(symbolInfo),
  };
}

/** Limits that aren't enforced are reported as the largest number that clients can hold. */
export function rateLimitRows(limits: RateLimits): object[] {
  const row = (rateLimitType: string, interval: string, intervalNum: number, limit: number): object => ({
    rateLimitType,
    interval,
    intervalNum,
    limit: Number.isFinite(limit) ? limit : 2_147_483_647,
  });
  return [
    row('REQUEST_WEIGHT', 'MINUTE', 1, limits.weightPerMinute),
    row('ORDERS', 'MINUTE', 1, limits.ordersPerMinute),
    row('ORDERS', 'SECOND', 10, limits.ordersPer10Seconds),
  ];
}

function symbolInfo(market: SymbolMarket): object {
  const baseAsset = market.symbol.replace(/USDT$/, '');
  return {
    symbol: market.symbol,
    pair: market.symbol,
    contractType: 'PERPETUAL',
    deliveryDate: PERPETUAL_DELIVERY,
    onboardDate: 1_569_398_400_000,
    status: 'TRADING',
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset,
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    pricePrecision: market.pricePrecision,
    quantityPrecision: market.quantityPrecision,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: ['PoW'],
    triggerProtect: market.spec.triggerProtect ?? '0.0500',
    liquidationFee: market.spec.liquidationFee,
    marketTakeBound: '0.05',
    maxMoveOrderLimit: 10_000,
    filters: filterRows(market),
    orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
    permissionSets: ['GRID', 'COPY', 'RPI', 'DCA', 'PSB'],
  };
}

function filterRows(market: SymbolMarket): object[] {
  const f = market.spec.filters;
  return [
    { filterType: 'PRICE_FILTER', minPrice: f.minPrice, maxPrice: f.maxPrice, tickSize: f.tickSize },
    { filterType: 'LOT_SIZE', stepSize: f.stepSize, minQty: f.minQty, maxQty: f.maxQty },
    {
      filterType: 'MARKET_LOT_SIZE',
      stepSize: f.marketStepSize,
      minQty: f.marketMinQty,
      maxQty: f.marketMaxQty,
    },
    { filterType: 'MAX_NUM_ORDERS', limit: market.spec.maxOrders ?? MAX_OPEN_ORDERS },
    { filterType: 'MIN_NOTIONAL', notional: f.minNotional },
    {
      filterType: 'PERCENT_PRICE',
      multiplierUp: f.multiplierUp,
      multiplierDown: f.multiplierDown,
      multiplierDecimal: '4',
    },
    { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
  ];
}
