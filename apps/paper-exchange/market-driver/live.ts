import type { EngineBook } from '../../../core/matching/engine-contract.ts';
import { ApiError } from '../http/api-error.ts';
import type { Exchange } from '../exchange.ts';
import type { LiveMarket } from '../market/source.ts';
import type { LiveMarketView } from '../market-view/live-market-view.ts';
import type { Quote } from '../state/entries.ts';
import type { StreamHub } from '../streams/hub.ts';
import type { MarketDriver } from './driver.ts';

const MINUTE = 60_000;
const FIRST_QUOTES_WITHIN_MS = 20_000;

/** The world outside moves the market: its messages are passed on as they are, its prices move the engine. */
export class LiveDriver implements MarketDriver {
  readonly #market: LiveMarket;
  readonly #view: LiveMarketView;
  readonly #exchange: Exchange;
  readonly #hub: StreamHub;
  #time = 0;
  #lastClosed: number | null = null;
  #complete: (() => void) | undefined;

  constructor(market: LiveMarket, view: LiveMarketView, exchange: Exchange, hub: StreamHub) {
    this.#market = market;
    this.#view = view;
    this.#exchange = exchange;
    this.#hub = hub;
  }

  get finished(): false {
    return false;
  }

  get held(): false {
    return false;
  }

  get lastClosedBar(): number | null {
    return this.#lastClosed;
  }

  get awaiting(): null {
    return null;
  }

  /** Resolves when price, book and mark are there; rejects when they don't come. */
  async start(): Promise<void> {
    const complete = new Promise<void>((resolve, reject) => {
      const reason = `no price, book and mark price of ${this.#market.symbol} within ${FIRST_QUOTES_WITHIN_MS / 1000} s`;
      const timer = setTimeout(() => reject(new Error(reason)), FIRST_QUOTES_WITHIN_MS);
      this.#complete = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    // handled below too; without this a failure of the connection itself would leave it unhandled
    complete.catch(() => undefined);
    await this.#market.start({
      onMessage: (stream, data) => this.#passOn(stream, data),
      onTrade: (price, time) => this.#trade(price, time),
      onBook: (book, time) => this.#book(book, time),
      onMark: (mark, index, rate, nextFundingTime, time) => this.#mark(mark, index, rate, nextFundingTime, time),
    });
    await complete;
  }

  stop(): Promise<void> {
    return this.#market.stop();
  }

  /** The newest time that the market has told. */
  now(): number {
    return this.#time;
  }

  sync(): void {
    // what has come has been applied
  }

  finishMinute(): void {
    // this market doesn't wait
  }

  holdAfter(): void {
    throw new ApiError(-4000, 'A live market cannot be held.');
  }

  #passOn(stream: string, data: unknown): void {
    this.#hub.publish(stream, () => data);
    const [, topic = ''] = stream.split('@');
    if (topic === 'aggTrade') this.#view.keepTrade(data);
    if (topic === 'depth20' || stream.includes('@depth20@')) this.#passOnSmallerBooks(stream, data);
    if (topic === 'markPrice') this.#hub.publish(`${stream.split('@')[0] ?? ''}@markPrice`, () => data);
    if (topic === 'kline_1m') this.#noteClose(data);
  }

  /** depth5 and depth10 are the upper part of the depth20 that comes in. */
  #passOnSmallerBooks(stream: string, data: unknown): void {
    const name = stream.split('@')[0] ?? '';
    const book = data as { b?: unknown[]; a?: unknown[] };
    for (const levels of [5, 10, 20]) {
      const cut = (): unknown => ({ ...book, b: book.b?.slice(0, levels), a: book.a?.slice(0, levels) });
      for (const speed of ['', '@100ms', '@250ms', '@500ms']) {
        const target = `${name}@depth${levels}${speed}`;
        if (target !== stream) this.#hub.publish(target, cut);
      }
    }
  }

  #noteClose(data: unknown): void {
    const kline = (data as { k?: { t?: unknown; x?: unknown } }).k;
    if (kline?.x === true && typeof kline.t === 'number') this.#lastClosed = kline.t;
  }

  #trade(price: string, time: number): void {
    this.#view.setPrice(price);
    this.#advance(time);
  }

  #book(book: EngineBook, time: number): void {
    this.#view.setBook(book, time);
    this.#advance(time);
  }

  /** When the next funding time moves on, the one before it has come: the rate last announced for it is settled. */
  #mark(markPrice: string, indexPrice: string, fundingRate: string, nextFundingTime: number, time: number): void {
    const before = this.#view.mark();
    this.#view.setMark({ markPrice, indexPrice, fundingRate, nextFundingTime, time });
    const settled = before.nextFundingTime > 0 && nextFundingTime > before.nextFundingTime;
    this.#advance(time, settled ? before.fundingRate : undefined);
  }

  #advance(time: number, fundingRate?: string): void {
    if (!this.#view.isComplete) return;
    this.#time = Math.max(this.#time, time);
    this.#lastClosed ??= Math.floor(this.#time / MINUTE) * MINUTE - MINUTE;
    const { bids, asks } = this.#view.book();
    const quote: Quote = {
      symbol: this.#market.symbol,
      time: this.#time,
      kind: 'jump',
      price: this.#view.lastPrice(),
      mark: this.#view.mark().markPrice,
      book: { bids, asks },
      ...(fundingRate === undefined ? {} : { fundingRate }),
    };
    this.#exchange.quote(quote);
    this.#complete?.();
    this.#complete = undefined;
  }
}
