import type { Bar } from '../../../core/market/bar.ts';
import { LAST_POINT, priceAt, TURNING_POINTS } from './minute-path.ts';

/**
 * The candle of a minute as it stands when its path has reached `point`: prices from the path, volumes in proportion to
 * the time that has passed. At the last point it is the bar itself.
 */
export function partialBar(bar: Bar, point: number, tick: number, decimals: number): Bar {
  if (point >= LAST_POINT) return bar;
  const passed = [...TURNING_POINTS.filter((turn) => turn < point), point];
  const prices = passed.map((turn) => Number(priceAt(bar, turn, tick, decimals)));
  const share = point / LAST_POINT;
  return {
    openTime: bar.openTime,
    open: bar.open,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? bar.open,
    volume: round(bar.volume * share, 3),
    quoteVolume: round(bar.quoteVolume * share, 5),
    trades: Math.floor(bar.trades * share),
    takerBuyVolume: round(bar.takerBuyVolume * share, 3),
    takerBuyQuoteVolume: round(bar.takerBuyQuoteVolume * share, 5),
  };
}

/** The candle of a minute in which nothing has traded yet. */
export function emptyBar(openTime: number, price: number): Bar {
  return {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    quoteVolume: 0,
    trades: 0,
    takerBuyVolume: 0,
    takerBuyQuoteVolume: 0,
  };
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
