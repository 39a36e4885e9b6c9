/** The numbers of a one-minute bar, in the order of core/market/bar.ts. */
export const BAR_COLUMN_NAMES = [
  'openTime',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quoteVolume',
  'trades',
  'takerBuyVolume',
  'takerBuyQuoteVolume',
] as const;

/** Bars as columns, ascending by open time (epoch ms), all of the same length. */
export type BarColumns = { readonly [name in (typeof BAR_COLUMN_NAMES)[number]]: Float64Array };
