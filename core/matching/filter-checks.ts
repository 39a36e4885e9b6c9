import { Money } from '../money/decimal.ts';
import { isOnStep } from '../money/rounding.ts';
import type { SymbolState } from './account-state.ts';
import { markOf } from './margin.ts';
import { rejections } from './rejections.ts';
import type { LotRules, SymbolRules } from './symbol-rules.ts';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

/** Throws -4015 unless the id is 1-36 characters of Binance's alphabet. */
export function checkClientId(clientId: string): void {
  if (!CLIENT_ID.test(clientId)) throw rejections.clientIdInvalid();
}

/** The decimal that a parameter holds; throws -1102 when it is absent or no finite number. */
export function parseParameter(name: string, text: string | undefined): Money {
  if (text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) {
    throw rejections.missingParameter(name);
  }
  return new Money(text);
}

/** Precision (-1111), sign (-4003), LOT_SIZE or MARKET_LOT_SIZE (-4004, -4005, -4023). */
export function checkQuantity(quantity: Money, rules: SymbolRules, lot: LotRules): void {
  if (quantity.decimalPlaces() > rules.quantityPrecision) throw rejections.precision();
  if (!quantity.greaterThan(0)) throw rejections.quantityNotPositive();
  if (quantity.lessThan(lot.min)) throw rejections.quantityBelowMin();
  if (quantity.greaterThan(lot.max)) throw rejections.quantityAboveMax();
  if (!isOnStep(quantity, lot.step)) throw rejections.quantityOffStep();
}

/** Precision (-1111), sign (-4001) and PRICE_FILTER (-4013, -4002, -4014). */
export function checkPrice(price: Money, rules: SymbolRules): void {
  if (price.decimalPlaces() > rules.pricePrecision) throw rejections.precision();
  if (!price.greaterThan(0)) throw rejections.priceNotPositive();
  if (price.lessThan(rules.minPrice)) throw rejections.priceBelowMin();
  if (price.greaterThan(rules.maxPrice)) throw rejections.priceAboveMax();
  if (!isOnStep(price, rules.tickSize)) throw rejections.priceOffTick();
}

/** PERCENT_PRICE against the mark price: a buy not above mark × multiplierUp, a sell not below mark × multiplierDown. */
export function checkPercentPrice(sym: SymbolState, side: 'BUY' | 'SELL', price: Money): void {
  const bound = percentPriceBound(sym, side);
  if (side === 'BUY' && price.greaterThan(bound)) throw rejections.priceTooHigh(bound);
  if (side === 'SELL' && price.lessThan(bound)) throw rejections.priceTooLow(bound);
}

/** The worst price that an order of `side` may trade at: nothing before the first move is out of bounds. */
export function percentPriceBound(sym: SymbolState, side: 'BUY' | 'SELL'): Money {
  if (sym.market.markFloat === 0) return side === 'BUY' ? sym.rules.maxPrice : sym.rules.minPrice;
  return markOf(sym).times(side === 'BUY' ? sym.rules.multiplierUp : sym.rules.multiplierDown);
}

/** MIN_NOTIONAL (-4164); the caller leaves out reduce-only and closing orders. */
export function checkMinNotional(rules: SymbolRules, quantity: Money, price: Money): void {
  if (quantity.times(price).lessThan(rules.minNotional)) throw rejections.minNotional(rules.minNotional);
}
