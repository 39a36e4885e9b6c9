import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { EngineBook, SymbolSpec } from '../../../core/matching/engine-contract.ts';
import { ApiError } from '../http/api-error.ts';
import type { LiveMarket } from '../market/source.ts';
import { candleStart, candlesBefore, joinBars, nextCandle } from './interval.ts';
import type { AggregateTrade, BookView, CandleRange, MarkView, SymbolMarket, TradeRange } from './symbol-market.ts';
import { precisionOf } from './symbol-market.ts';

const TRADES_KEPT = 1000;
const MINUTE = 60_000;
/** Upstream is asked for at most so many minutes at once. */
const MAX_UPSTREAM_BARS = 1500;

/** A live market as far as its streams have told it; candles and funding are asked of the upstream. */
export class LiveMarketView implements SymbolMarket {
  readonly symbol: string;
  readonly spec: SymbolSpec;
  readonly pricePrecision: number;
  readonly quantityPrecision: number;
  readonly #market: LiveMarket;
  #price = '';
  #book: EngineBook = { bids: [], asks: [] };
  #bookTime = 0;
  #mark: MarkView = { markPrice: '', indexPrice: '', fundingRate: '0', nextFundingTime: 0, time: 0 };
  #trades: AggregateTrade[] = [];

  constructor(market: LiveMarket) {
    this.symbol = market.symbol;
    this.spec = market.spec;
    this.pricePrecision = market.spec.pricePrecision ?? precisionOf(market.spec.filters.tickSize);
    this.quantityPrecision = market.spec.quantityPrecision ?? precisionOf(market.spec.filters.stepSize);
    this.#market = market;
  }

  /** True when a price, a book and a mark price have come. */
  get isComplete(): boolean {
    return this.#price !== '' && this.#mark.markPrice !== '' && this.#book.bids.length > 0;
  }

  lastPrice(): string {
    return this.#price;
  }

  book(): BookView {
    return { time: this.#bookTime, updateId: this.#bookTime, ...this.#book };
  }

  mark(): MarkView {
    return this.#mark;
  }

  async candles(interval: string, range: CandleRange): Promise<readonly Bar[]> {
    const now = Math.max(this.#bookTime, this.#mark.time);
    const last = candleStart(interval, Math.min(range.endTime ?? now, now));
    const from = range.startTime ?? candlesBefore(interval, last, range.limit - 1);
    const until = nextCandle(interval, last);
    if (interval !== '1m' && (until - from) / MINUTE > 20 * MAX_UPSTREAM_BARS) {
      throw new ApiError(-1130, 'A live market joins candles of at most 30,000 minutes in one call.');
    }
    const bars: Bar[] = [];
    for (let start = from; start < until && bars.length < (range.limit * (until - last)) / MINUTE;) {
      const page = await this.#market.klines(start, until, MAX_UPSTREAM_BARS);
      bars.push(...page);
      const newest = page.at(-1);
      if (newest === undefined || page.length < MAX_UPSTREAM_BARS) break;
      start = newest.openTime + MINUTE;
    }
    const candles = joinBars(interval, bars);
    return range.startTime === undefined ? candles.slice(-range.limit) : candles.slice(0, range.limit);
  }

  /** Its own streams pass closed candles on as they come. */
  closedCandle(): undefined {
    return undefined;
  }

  fundingRates(from: number, to: number): Promise<readonly FundingRate[]> {
    return this.#market.fundingRates(from, to);
  }

  aggregateTrades(range: TradeRange): readonly AggregateTrade[] {
    const { fromId, startTime, endTime, limit } = range;
    const found = this.#trades
      .filter((trade) => fromId === undefined || trade.id >= fromId)
      .filter((trade) => trade.time >= (startTime ?? 0) && trade.time <= (endTime ?? Infinity));
    return fromId === undefined && startTime === undefined ? found.slice(-limit) : found.slice(0, limit);
  }

  setPrice(price: string): void {
    this.#price = price;
  }

  setBook(book: EngineBook, time: number): void {
    this.#book = book;
    this.#bookTime = Math.max(this.#bookTime, time);
  }

  setMark(mark: MarkView): void {
    this.#mark = mark;
  }

  /** A raw aggTrade message, kept for GET aggTrades. */
  keepTrade(data: unknown): void {
    const trade = data as Partial<Record<'a' | 'p' | 'q' | 'T' | 'm', unknown>> | null;
    if (typeof trade?.a !== 'number' || typeof trade.T !== 'number') return;
    const { a: id, T: time } = trade;
    this.#trades.push({ id, time, price: String(trade.p), quantity: String(trade.q), buyerIsMaker: trade.m === true });
    if (this.#trades.length > 2 * TRADES_KEPT) this.#trades = this.#trades.slice(-TRADES_KEPT);
  }
}
