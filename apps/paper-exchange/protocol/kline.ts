import type { Bar } from '../../../core/market/bar.ts';
import { nextCandle } from '../market-view/interval.ts';
import { tapeIds } from '../market-driver/minute-tape.ts';
import { floatText } from './wire-decimal.ts';

export interface Precision {
  readonly pricePrecision: number;
  readonly quantityPrecision: number;
}

/** The 12 elements of a REST kline: openTime, o, h, l, c, volume, closeTime, quoteVolume, trades, taker volumes, unused. */
export function klineRow(bar: Bar, interval: string, { pricePrecision, quantityPrecision }: Precision): unknown[] {
  const quotePrecision = pricePrecision + quantityPrecision;
  return [
    bar.openTime,
    floatText(bar.open, pricePrecision),
    floatText(bar.high, pricePrecision),
    floatText(bar.low, pricePrecision),
    floatText(bar.close, pricePrecision),
    floatText(bar.volume, quantityPrecision),
    nextCandle(interval, bar.openTime) - 1,
    floatText(bar.quoteVolume, quotePrecision),
    bar.trades,
    floatText(bar.takerBuyVolume, quantityPrecision),
    floatText(bar.takerBuyQuoteVolume, quotePrecision),
    '0',
  ];
}

/** Mark-price and index-price klines: prices only. */
export function priceKlineRow(bar: Bar, interval: string, { pricePrecision }: Precision): unknown[] {
  const price = (value: number): string => floatText(value, pricePrecision);
  const closeTime = nextCandle(interval, bar.openTime) - 1;
  const prices = [price(bar.open), price(bar.high), price(bar.low), price(bar.close)];
  return [bar.openTime, ...prices, '0', closeTime, '0', 60, '0', '0', '0'];
}

/** A `kline` event of the market stream; `closed` is its `x`. */
export function klineEvent(
  symbol: string,
  bar: Bar,
  interval: string,
  closed: boolean,
  eventTime: number,
  { pricePrecision, quantityPrecision }: Precision,
): unknown {
  const quotePrecision = pricePrecision + quantityPrecision;
  return {
    e: 'kline',
    E: eventTime,
    s: symbol,
    k: {
      t: bar.openTime,
      T: nextCandle(interval, bar.openTime) - 1,
      s: symbol,
      i: interval,
      f: tapeIds(bar.openTime).first,
      L: tapeIds(nextCandle(interval, bar.openTime) - 60_000).last,
      o: floatText(bar.open, pricePrecision),
      c: floatText(bar.close, pricePrecision),
      h: floatText(bar.high, pricePrecision),
      l: floatText(bar.low, pricePrecision),
      v: floatText(bar.volume, quantityPrecision),
      n: bar.trades,
      x: closed,
      q: floatText(bar.quoteVolume, quotePrecision),
      V: floatText(bar.takerBuyVolume, quantityPrecision),
      Q: floatText(bar.takerBuyQuoteVolume, quotePrecision),
      B: '0',
    },
    st: 1,
  };
}
