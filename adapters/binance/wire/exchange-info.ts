import type { SymbolFilters } from '../../../core/money/symbol-filters.ts';
import { ExchangeError } from '../../exchange/port.ts';
import type { RateLimits } from '../rate-budget.ts';
import { WireObject, wrongShape } from './wire-object.ts';

/** The filters of one symbol in GET /fapi/v1/exchangeInfo. Throws ExchangeError `rejected` -1121 when it isn't listed. */
export function readSymbolFilters(answer: unknown, symbol: string, where: string): SymbolFilters {
  const entries = new WireObject(answer, where).list('symbols', (item, place) => ({
    place,
    entry: new WireObject(item, place),
  }));
  const found = entries.find(({ entry }) => entry.text('symbol') === symbol);
  if (!found) throw new ExchangeError('rejected', `${where}: the exchange lists no symbol ${symbol}`, { code: -1121 });
  const filters = found.entry.list('filters', (item, place) => new WireObject(item, place));
  const filter = (type: string): WireObject => {
    const match = filters.find((candidate) => candidate.text('filterType') === type);
    if (!match) throw wrongShape(`${found.place}: filter ${type}`, 'present', undefined);
    return match;
  };
  return {
    symbol,
    tickSize: filter('PRICE_FILTER').decimal('tickSize'),
    minPrice: filter('PRICE_FILTER').decimal('minPrice'),
    maxPrice: filter('PRICE_FILTER').decimal('maxPrice'),
    stepSize: filter('LOT_SIZE').decimal('stepSize'),
    minQty: filter('LOT_SIZE').decimal('minQty'),
    maxQty: filter('LOT_SIZE').decimal('maxQty'),
    marketStepSize: filter('MARKET_LOT_SIZE').decimal('stepSize'),
    marketMinQty: filter('MARKET_LOT_SIZE').decimal('minQty'),
    marketMaxQty: filter('MARKET_LOT_SIZE').decimal('maxQty'),
    minNotional: filter('MIN_NOTIONAL').decimal('notional'),
    multiplierUp: filter('PERCENT_PRICE').decimal('multiplierUp'),
    multiplierDown: filter('PERCENT_PRICE').decimal('multiplierDown'),
  };
}

/** The rate limits that exchangeInfo states; undefined unless all three are there. */
export function readRateLimits(answer: unknown, where: string): RateLimits | undefined {
  const limits = new WireObject(answer, where).list('rateLimits', (item, place) => {
    const limit = new WireObject(item, place);
    const name = `${limit.text('rateLimitType')} ${limit.integer('intervalNum')} ${limit.text('interval')}`;
    return [name, limit.integer('limit')] as const;
  });
  const byName = new Map(limits);
  const weightPerMinute = byName.get('REQUEST_WEIGHT 1 MINUTE');
  const ordersPerTenSeconds = byName.get('ORDERS 10 SECOND');
  const ordersPerMinute = byName.get('ORDERS 1 MINUTE');
  if (weightPerMinute === undefined || ordersPerTenSeconds === undefined || ordersPerMinute === undefined)
    return undefined;
  return { weightPerMinute, ordersPerTenSeconds, ordersPerMinute };
}
