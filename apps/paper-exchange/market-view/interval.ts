import type { Bar } from '../../../core/market/bar.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** 1970-01-05 was a Monday: weeks of Binance start there. */
const FIRST_MONDAY = 4 * DAY;

const FIXED: Readonly<Record<string, number>> = {
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': 60 * MINUTE,
  '2h': 120 * MINUTE,
  '4h': 240 * MINUTE,
  '6h': 360 * MINUTE,
  '8h': 480 * MINUTE,
  '12h': 720 * MINUTE,
  '1d': DAY,
  '3d': 3 * DAY,
  '1w': 7 * DAY,
};

export function isInterval(text: string): boolean {
  return text in FIXED || text === '1M';
}

/** Open time of the candle that contains `time`. */
export function candleStart(interval: string, time: number): number {
  if (interval === '1M') {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  }
  const length = FIXED[interval] ?? MINUTE;
  const origin = interval === '1w' ? FIRST_MONDAY : 0;
  return Math.floor((time - origin) / length) * length + origin;
}

/** Open time of the candle after the one that opens at `start`. */
export function nextCandle(interval: string, start: number): number {
  if (interval === '1M') {
    const date = new Date(start);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  }
  return start + (FIXED[interval] ?? MINUTE);
}

/** Open time of the candle `count` candles before the one that opens at `start`. */
export function candlesBefore(interval: string, start: number, count: number): number {
  if (interval === '1M') {
    const date = new Date(start);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - count);
  }
  return start - count * (FIXED[interval] ?? MINUTE);
}

/** Minute bars, ascending, joined into candles of a longer interval. */
export function joinBars(interval: string, bars: readonly Bar[]): Bar[] {
  if (interval === '1m') return [...bars];
  const candles: Bar[] = [];
  for (const bar of bars) {
    const start = candleStart(interval, bar.openTime);
    const last = candles.at(-1);
    if (last?.openTime === start) candles[candles.length - 1] = extend(last, bar);
    else candles.push({ ...bar, openTime: start });
  }
  return candles;
}

/** A candle with the next minute added to it. */
export function extend(candle: Bar, bar: Bar): Bar {
  return {
    openTime: candle.openTime,
    open: candle.open,
    high: Math.max(candle.high, bar.high),
    low: Math.min(candle.low, bar.low),
    close: bar.close,
    volume: sum(candle.volume, bar.volume),
    quoteVolume: sum(candle.quoteVolume, bar.quoteVolume),
    trades: candle.trades + bar.trades,
    takerBuyVolume: sum(candle.takerBuyVolume, bar.takerBuyVolume),
    takerBuyQuoteVolume: sum(candle.takerBuyQuoteVolume, bar.takerBuyQuoteVolume),
  };
}

/** Sums of volumes keep the wire's decimals instead of gathering binary dust. */
function sum(left: number, right: number): number {
  return Number((left + right).toFixed(8));
}
