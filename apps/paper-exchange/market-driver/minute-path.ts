import type { Bar } from '../../../core/market/bar.ts';
import type { DecimalText } from '../../../core/money/decimal.ts';

/**
 * The written rule of how a bar's price moves inside its minute. It opens with a jump, then runs straight to its two
 * extremes and to its close: low first when close >= open, high first otherwise; it is at the first extreme after 20 s,
 * at the second after 40 s, and at the close with the last millisecond. A point is a second of the minute, 0 to 60.
 */
export const LAST_POINT = 60;

/** The four points at which the path turns. */
export const TURNING_POINTS: readonly number[] = [0, 20, 40, LAST_POINT];

/** Milliseconds into the minute at which the market is at a point. */
export function offsetOf(point: number): number {
  return point === LAST_POINT ? 59_999 : point * 1000;
}

/** The newest point that is reached `offset` milliseconds into the minute. */
export function pointAt(offset: number): number {
  return offset >= 59_999 ? LAST_POINT : Math.floor(offset / 1000);
}

/** Price at a point: the bar's own where the path turns, on the tick grid in between. */
export function priceAt(bar: Bar, point: number, tick: number, decimals: number): DecimalText {
  const first = bar.close >= bar.open ? bar.low : bar.high;
  const second = bar.close >= bar.open ? bar.high : bar.low;
  const turns = [bar.open, first, second, bar.close] as const;
  const leg = Math.min(Math.floor(point / 20), 2);
  if (point % 20 === 0) return (turns[point / 20] ?? bar.close).toFixed(decimals);
  const from = turns[leg] ?? bar.open;
  const to = turns[leg + 1] ?? bar.close;
  const price = from + ((to - from) * (point - leg * 20)) / 20;
  return (Math.round(price / tick) * tick).toFixed(decimals);
}
