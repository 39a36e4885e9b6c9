/** Length of the only bar Minutehand trades on, in milliseconds. */
export const MINUTE_MS = 60_000;

/** Length of a UTC day in milliseconds. */
export const DAY_MS = 86_400_000;

/**
 * One complete 1-minute kline. Times are epoch milliseconds, UTC, on the exchange's clock; a bar is named by its
 * `openTime`. Prices are quote per base (USDT per BTC), `volume` and `takerBuyVolume` in base, the quote volumes in
 * quote. Float64: good for features and triggers, never for money (see core/money).
 */
export interface Bar {
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly trades: number;
  readonly takerBuyVolume: number;
  readonly takerBuyQuoteVolume: number;
}

/** Last millisecond of the bar, as Binance reports `closeTime`. */
export function closeTimeOf(openTime: number): number {
  return openTime + MINUTE_MS - 1;
}

/** Open time of the bar that contains `time` (epoch ms). */
export function minuteOf(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}

/** 00:00 UTC of the day that contains `time` (epoch ms). */
export function utcDayOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}
