/** A row of an answer as it was received, and what it is about. */
export interface RawRow {
  /** Open time of a kline, or funding time; epoch ms. */
  readonly time: number;
  /** The row's JSON. */
  readonly payload: string;
}

/**
 * Recorded market data by request, for the lakehouse's bronze: rows as received, though each was read as what it is. Pages
 * are handed on as they come, ascending; one that failed leaves those before it. Throws ExchangeError.
 */
export interface RawHistory {
  /** Complete klines of one minute with open time in [from, to). */
  klinePages(symbol: string, from: number, to: number): AsyncIterable<readonly RawRow[]>;
  /** Settlements with funding time in [from, to). */
  fundingPages(symbol: string, from: number, to: number): AsyncIterable<readonly RawRow[]>;
}
