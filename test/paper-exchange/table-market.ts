import type { Bar } from '../../core/market/bar.ts';
import type { FundingRate } from '../../core/market/funding.ts';
import { BTCUSDT_SPEC } from '../../core/matching/binance-specs.ts';
import type { EngineBook } from '../../core/matching/engine-contract.ts';
import type { MinuteMarket } from '../../apps/paper-exchange/market/source.ts';

export const MINUTE = 60_000;
/** First minute of history of a table market. */
export const HISTORY_FROM = Date.UTC(2026, 2, 1);

/** open, high, low, close of a minute. */
export type Candle = readonly [open: number, high: number, low: number, close: number];

/**
 * A market written down as a table: `history` flat minutes at 60,000, then the candles given, and then its end. Books
 * have a spread of one tick around the price and 5 BTC a level.
 */
export function tableMarket(
  candles: readonly Candle[],
  options: { history?: number; funding?: readonly FundingRate[]; symbol?: string } = {},
): MinuteMarket {
  const history = options.history ?? 30;
  const symbol = options.symbol ?? 'BTCUSDT';
  const flat: Candle = [60_000, 60_000, 60_000, 60_000];
  const bars = [...Array.from({ length: history }, () => flat), ...candles].map(barOf);
  const funding = options.funding ?? [];
  return {
    kind: 'replay',
    symbol,
    spec: { ...BTCUSDT_SPEC, filters: { ...BTCUSDT_SPEC.filters, symbol } },
    priceDecimals: 1,
    historyFrom: HISTORY_FROM,
    startsAt: HISTORY_FROM + history * MINUTE,
    bar: (openTime) => bars[(openTime - HISTORY_FROM) / MINUTE],
    bars: (from, to) => bars.filter((bar) => bar.openTime >= from && bar.openTime < to),
    funding: (from, to) => funding.filter(({ fundingTime }) => fundingTime >= from && fundingTime < to),
    bookAt: (_openTime, price) => bookAround(price),
  };
}

/** Minutes that rise by `step` each, for tests in which the path doesn't matter. */
export function risingCandles(count: number, step = 10): Candle[] {
  return Array.from({ length: count }, (_, index) => {
    const open = 60_000 + index * step;
    return [open, open + step, open, open + step] as const;
  });
}

function barOf([open, high, low, close]: Candle, index: number): Bar {
  return {
    openTime: HISTORY_FROM + index * MINUTE,
    open,
    high,
    low,
    close,
    volume: 26,
    quoteVolume: 1_560_000,
    trades: 260,
    takerBuyVolume: 13,
    takerBuyQuoteVolume: 780_000,
  };
}

function bookAround(price: number): EngineBook {
  const level = (offset: number): readonly [string, string] => [(price + offset).toFixed(1), '5.000'];
  return {
    bids: Array.from({ length: 20 }, (_, index) => level(-0.1 * (index + 1))),
    asks: Array.from({ length: 20 }, (_, index) => level(0.1 * (index + 1))),
  };
}
