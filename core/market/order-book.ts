/** One price level as on the wire: decimal strings, so that money arithmetic on it stays exact. */
export type BookLevel = readonly [price: string, quantity: string];

/** A partial book (depth20): best level first on both sides; `time` is the exchange's event time in epoch ms. */
export interface OrderBook {
  readonly symbol: string;
  readonly time: number;
  readonly lastUpdateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}
