import type { DecimalText } from './decimal.ts';

/** The filters of one symbol that an order must satisfy, from `exchangeInfo`. Decimal strings as on the wire. */
export interface SymbolFilters {
  readonly symbol: string;
  readonly tickSize: DecimalText;
  readonly minPrice: DecimalText;
  readonly maxPrice: DecimalText;
  /** LOT_SIZE, for LIMIT orders. */
  readonly stepSize: DecimalText;
  readonly minQty: DecimalText;
  readonly maxQty: DecimalText;
  /** MARKET_LOT_SIZE, for MARKET orders. */
  readonly marketStepSize: DecimalText;
  readonly marketMinQty: DecimalText;
  readonly marketMaxQty: DecimalText;
  /** MIN_NOTIONAL in quote; reduce-only orders are exempt. */
  readonly minNotional: DecimalText;
  /** PERCENT_PRICE multipliers against the mark price. */
  readonly multiplierUp: DecimalText;
  readonly multiplierDown: DecimalText;
}
