import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';
import type { MinuteMarket } from '../market/source.ts';
import type { MinuteWalker } from '../market-driver/minute-walker.ts';
import { minuteOfTapeId, tapeOf } from '../market-driver/minute-tape.ts';
import { emptyBar, partialBar } from '../market-driver/partial-bar.ts';
import { candleStart, candlesBefore, joinBars, nextCandle } from './interval.ts';
import type { AggregateTrade, BookView, CandleRange, MarkView, SymbolMarket, TradeRange } from './symbol-market.ts';
import { precisionOf } from './symbol-market.ts';

const MINUTE = 60_000;
const FUNDING_INTERVAL = 8 * 60 * MINUTE;

/** A market known minute by minute, seen from where its walker stands: nothing of the future shows. */
export class MinuteMarketView implements SymbolMarket {
  readonly symbol: string;
  readonly spec: SymbolSpec;
  readonly pricePrecision: number;
  readonly quantityPrecision: number;
  readonly #market: MinuteMarket;
  readonly #walker: MinuteWalker;
  readonly #tick: number;
  #bookCache: { minute: number; price: string; bids: BookView['bids']; asks: BookView['asks'] } | undefined;
  #fundingCache: { slot: number; rate: string } | undefined;

  constructor(market: MinuteMarket, walker: MinuteWalker) {
    this.symbol = market.symbol;
    this.spec = market.spec;
    this.pricePrecision = market.spec.pricePrecision ?? precisionOf(market.spec.filters.tickSize);
    this.quantityPrecision = market.spec.quantityPrecision ?? precisionOf(market.spec.filters.stepSize);
    this.#market = market;
    this.#walker = walker;
    this.#tick = Number(market.spec.filters.tickSize);
  }

  lastPrice(): string {
    return this.#walker.priceOf(this.symbol);
  }

  book(): BookView {
    const minute = this.#walker.bookMinuteOf(this.symbol);
    const price = this.lastPrice();
    if (this.#bookCache?.minute !== minute || this.#bookCache.price !== price) {
      this.#bookCache = { minute, price, ...this.#market.bookAt(minute, Number(price)) };
    }
    const time = this.#walker.time;
    return { time, updateId: time, bids: this.#bookCache.bids, asks: this.#bookCache.asks };
  }

  mark(): MarkView {
    const time = this.#walker.time;
    const price = this.lastPrice();
    const slot = Math.floor(time / FUNDING_INTERVAL);
    const nextFundingTime = (slot + 1) * FUNDING_INTERVAL;
    return { markPrice: price, indexPrice: price, fundingRate: this.#settledRate(slot, time), nextFundingTime, time };
  }

  candles(interval: string, range: CandleRange): Promise<readonly Bar[]> {
    const now = this.#walker.cursor.minute;
    const { from, to } = candleBounds(interval, range, this.#market.historyFrom, now);
    const bars = [...this.#market.bars(from, Math.min(to, now))];
    if (now >= from && now < to) bars.push(...this.#openCandle());
    const candles = joinBars(interval, bars);
    return Promise.resolve(range.startTime === undefined ? candles.slice(-range.limit) : candles.slice(0, range.limit));
  }

  closedCandle(interval: string, openTime: number, until: number): Bar | undefined {
    if (interval === '1m') return this.#market.bar(openTime);
    return joinBars(interval, this.#market.bars(openTime, until)).at(0);
  }

  fundingRates(from: number, to: number): Promise<readonly FundingRate[]> {
    return Promise.resolve(this.#market.funding(from, Math.min(to, this.#walker.time + 1)));
  }

  aggregateTrades(range: TradeRange): readonly AggregateTrade[] {
    if (range.fromId === undefined && range.startTime === undefined) return this.#lastTrades(range);
    const from = range.fromId === undefined ? (range.startTime ?? 0) : minuteOfTapeId(range.fromId);
    const trades: AggregateTrade[] = [];
    let minute = Math.max(Math.floor(from / MINUTE) * MINUTE, this.#market.historyFrom);
    for (; minute <= this.#walker.cursor.minute && trades.length < range.limit; minute += MINUTE) {
      if (minute > (range.endTime ?? Infinity)) break;
      trades.push(...this.#tape(minute).filter((trade) => isWithin(trade, range)));
    }
    return trades.slice(0, range.limit);
  }

  /** Trades of a minute as far as the market has come. */
  #tape(minute: number): AggregateTrade[] {
    const bar = this.#market.bar(minute);
    if (bar === undefined) return [];
    const { time } = this.#walker;
    return tapeOf(bar, this.#tick, this.#market.priceDecimals, this.quantityPrecision).filter(
      (trade) => trade.time <= time,
    );
  }

  #lastTrades(range: TradeRange): AggregateTrade[] {
    let trades: AggregateTrade[] = [];
    let minute = Math.floor(Math.min(range.endTime ?? Infinity, this.#walker.time) / MINUTE) * MINUTE;
    for (; minute >= this.#market.historyFrom && trades.length < range.limit; minute -= MINUTE) {
      trades = [...this.#tape(minute).filter((trade) => isWithin(trade, range)), ...trades];
    }
    return trades.slice(-range.limit);
  }

  #openCandle(): Bar[] {
    const { minute, point } = this.#walker.cursor;
    const bar = this.#market.bar(minute);
    if (bar === undefined) return [];
    if (point < 0) return [emptyBar(minute, Number(this.lastPrice()))];
    return [partialBar(bar, point, this.#tick, this.#market.priceDecimals)];
  }

  /** The rate of the last settlement: what the market knows without knowing its future. */
  #settledRate(slot: number, time: number): string {
    if (this.#fundingCache?.slot !== slot) {
      const settled = this.#market.funding(time - 3 * FUNDING_INTERVAL, time + 1).at(-1);
      this.#fundingCache = { slot, rate: settled?.rate ?? '0.00010000' };
    }
    return this.#fundingCache.rate;
  }
}

/** Minutes [from, to) that hold the candles asked for. */
export function candleBounds(
  interval: string,
  range: CandleRange,
  historyFrom: number,
  now: number,
): { from: number; to: number } {
  const lastCandle = candleStart(interval, Math.min(range.endTime ?? now, now));
  if (range.startTime === undefined) {
    return { from: candlesBefore(interval, lastCandle, range.limit - 1), to: nextCandle(interval, lastCandle) };
  }
  const asked = Math.max(range.startTime, historyFrom);
  const start = candleStart(interval, asked);
  const from = start < range.startTime ? nextCandle(interval, start) : start;
  let to = from;
  for (let count = 0; count < range.limit && to <= lastCandle; count += 1) to = nextCandle(interval, to);
  return { from, to };
}

function isWithin(trade: AggregateTrade, range: TradeRange): boolean {
  if (range.fromId !== undefined) return trade.id >= range.fromId;
  return trade.time >= (range.startTime ?? -Infinity) && trade.time <= (range.endTime ?? Infinity);
}
