import { minuteOfTapeId, tapeIds } from '../market-driver/minute-tape.ts';
import { floatText, padded } from '../protocol/wire-decimal.ts';
import type { SymbolMarket } from './symbol-market.ts';

const MINUTES_A_DAY = 1440;

/** What the 24 h tickers say, as text for the wire. */
export interface DayStatistics {
  readonly priceChange: string;
  readonly priceChangePercent: string;
  readonly weightedAveragePrice: string;
  readonly lastPrice: string;
  readonly lastQuantity: string;
  readonly openPrice: string;
  readonly highPrice: string;
  readonly lowPrice: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly openTime: number;
  readonly closeTime: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly trades: number;
}

/** The rolling 24 hours up to now, from the last 1440 candles, the open one included. */
export async function dayStatistics(market: SymbolMarket): Promise<DayStatistics> {
  const range = { startTime: undefined, endTime: undefined, limit: MINUTES_A_DAY };
  const bars = await market.candles('1m', range);
  const first = bars.at(0);
  const { time } = market.mark();
  const lastPrice = market.lastPrice();
  const open = first?.open ?? Number(lastPrice);
  const volume = bars.reduce((sum, bar) => sum + bar.volume, 0);
  const quote = bars.reduce((sum, bar) => sum + bar.quoteVolume, 0);
  const change = Number(lastPrice) - open;
  const lastTrade = market.aggregateTrades({ ...range, fromId: undefined, limit: 1 }).at(0);
  const price = (value: number): string => value.toFixed(market.pricePrecision);
  return {
    priceChange: price(change),
    priceChangePercent: (open === 0 ? 0 : (change / open) * 100).toFixed(3),
    weightedAveragePrice: price(volume === 0 ? Number(lastPrice) : quote / volume),
    lastPrice: padded(lastPrice, market.pricePrecision),
    lastQuantity: padded(lastTrade?.quantity ?? '0', market.quantityPrecision),
    openPrice: floatText(open, market.pricePrecision),
    highPrice: price(bars.reduce((high, bar) => Math.max(high, bar.high), Number(lastPrice))),
    lowPrice: price(bars.reduce((low, bar) => Math.min(low, bar.low), Number(lastPrice))),
    volume: volume.toFixed(market.quantityPrecision),
    quoteVolume: quote.toFixed(2),
    openTime: first?.openTime ?? time,
    closeTime: time,
    firstId: tapeIds(first?.openTime ?? minuteOfTapeId(0)).first,
    lastId: lastTrade?.id ?? 0,
    trades: bars.reduce((sum, bar) => sum + bar.trades, 0),
  };
}
