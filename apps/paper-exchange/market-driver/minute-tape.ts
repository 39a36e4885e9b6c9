import type { Bar } from '../../../core/market/bar.ts';
import type { DecimalText } from '../../../core/money/decimal.ts';
import { LAST_POINT, offsetOf, priceAt } from './minute-path.ts';

/** Points of the minute at which its volume trades: every 5 s and at the close. */
const TRADING_POINTS: readonly number[] = [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, LAST_POINT];
const TRADES_A_MINUTE = TRADING_POINTS.length * 2;

/** One aggregate trade of the tape that is made from a bar. */
export interface TapeTrade {
  readonly id: number;
  readonly point: number;
  readonly time: number;
  readonly price: DecimalText;
  readonly quantity: DecimalText;
  /** True when the seller was the taker. */
  readonly buyerIsMaker: boolean;
}

/**
 * The trades of a minute, made from its bar: at each trading point one bought and one sold by the taker, whose
 * quantities add up to the bar's taker-buy and taker-sell volume. The same bar gives the same trades with the same ids.
 */
export function tapeOf(bar: Bar, tick: number, priceDecimals: number, quantityDecimals: number): TapeTrade[] {
  const bought = shares(bar.takerBuyVolume, quantityDecimals);
  const sold = shares(bar.volume - bar.takerBuyVolume, quantityDecimals);
  const firstId = (bar.openTime / 60_000) * TRADES_A_MINUTE;
  const trades: TapeTrade[] = [];
  TRADING_POINTS.forEach((point, index) => {
    const price = priceAt(bar, point, tick, priceDecimals);
    const at = { point, time: bar.openTime + offsetOf(point), price };
    const buy = bought[index] ?? 0;
    const sell = sold[index] ?? 0;
    const text = (units: number): string => (units / 10 ** quantityDecimals).toFixed(quantityDecimals);
    if (buy > 0) trades.push({ ...at, id: firstId + index * 2, quantity: text(buy), buyerIsMaker: false });
    if (sell > 0) trades.push({ ...at, id: firstId + index * 2 + 1, quantity: text(sell), buyerIsMaker: true });
  });
  return trades;
}

/** First and last id that trades of a minute can have. */
export function tapeIds(openTime: number): { first: number; last: number } {
  const first = (openTime / 60_000) * TRADES_A_MINUTE;
  return { first, last: first + TRADES_A_MINUTE - 1 };
}

/** Open time of the minute whose tape holds the id. */
export function minuteOfTapeId(id: number): number {
  return Math.floor(id / TRADES_A_MINUTE) * 60_000;
}

/** A volume in whole lots, spread over the trading points; the last one takes the rest. */
function shares(volume: number, decimals: number): number[] {
  const lots = Math.round(volume * 10 ** decimals);
  const each = Math.floor(lots / TRADING_POINTS.length);
  const all = TRADING_POINTS.map(() => each);
  all[all.length - 1] = lots - each * (TRADING_POINTS.length - 1);
  return all;
}
