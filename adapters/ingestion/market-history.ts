/** One row of a REST answer, as it came. */
export interface HistoryRow {
  /** Its place in the row without holes: trade id, or open time (epoch ms). */
  readonly place: number;
  /** As the table's `event_time`, epoch ms. */
  readonly eventTime: number;
  /** JSON. */
  readonly payload: string;
}

/** What the exchange still has of what a stream left out. Every method throws ExchangeError. */
export interface MarketHistory {
  /** Complete candles of one minute with open times from..to (both included), ascending; at most a page of them. */
  klineRows(symbol: string, from: number, to: number): Promise<readonly HistoryRow[]>;
  /** Aggregate trades from an id on, ascending; at most a page of them. */
  aggregateTradeRows(symbol: string, fromId: number): Promise<readonly HistoryRow[]>;
  /** The exchange's wall clock, epoch ms. */
  serverTime(): Promise<number>;
}
