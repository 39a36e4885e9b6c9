import type { Exchange } from '../exchange.ts';
import type { MarketListener } from '../market-driver/driver.ts';
import { dayStatistics } from '../market-view/day-statistics.ts';
import type { AggregateTrade, BookView, SymbolMarket } from '../market-view/symbol-market.ts';
import {
  aggTradeEvent,
  bookTickerEvent,
  depthDifferenceEvent,
  depthEvent,
  markPriceEvent,
  miniTickerEvent,
  tickerEvent,
  tradeEvent,
} from '../protocol/market-events.ts';
import type { StreamHub } from './hub.ts';
import { KlinePublisher } from './kline-publisher.ts';

const PARTIAL_LEVELS = [5, 10, 20];
const PARTIAL_SPEEDS = ['', '@100ms', '@250ms', '@500ms', '@0ms'];
const DIFFERENCE_SPEEDS = ['', '@100ms', '@250ms', '@500ms', '@0ms'];
/** Without a change of price the book is repeated this often, in market time. */
const REPEAT_MS = 1000;
const MARK_EVERY_MS = 1000;
const SLOW_MARK_EVERY_MS = 3000;
const TICKER_EVERY_WALL_MS = 1000;

interface Published {
  book: BookView | undefined;
  bookPrice: string;
  markTime: number;
  slowMarkTime: number;
  tradeId: number;
  tickerWall: number;
}

/**
 * Says on the public streams what the market did. How often is the driver's affair (ten times a wall second at most
 * while it runs by itself, once a minute in lock step): here only what is new is said.
 */
export class MarketPublisher implements MarketListener {
  readonly #exchange: Exchange;
  readonly #hub: StreamHub;
  readonly #klines: KlinePublisher;
  readonly #published = new Map<string, Published>();

  constructor(exchange: Exchange, hub: StreamHub) {
    this.#exchange = exchange;
    this.#hub = hub;
    this.#klines = new KlinePublisher(hub);
  }

  moved(): void {
    for (const market of this.#exchange.markets()) {
      this.#tellMarket(market);
      this.#klines.openCandle(market);
    }
  }

  /** The closed kline is the last word of a minute. */
  minuteClosed(openTime: number): void {
    for (const market of this.#exchange.markets()) {
      this.#tellMarket(market);
      this.#klines.minuteClosed(market, openTime);
    }
  }

  #tellMarket(market: SymbolMarket): void {
    const published = this.#publishedOf(market);
    this.#tellTrades(market, published);
    this.#tellBook(market, published);
    this.#tellMark(market, published);
    this.#tellTickers(market, published);
  }

  #tellTrades(market: SymbolMarket, published: Published): void {
    const name = market.symbol.toLowerCase();
    if (!this.#hub.hasSubscribers(`${name}@aggTrade`) && !this.#hub.hasSubscribers(`${name}@trade`)) {
      published.tradeId = -1;
      return;
    }
    for (const trade of newTrades(market, published.tradeId)) {
      published.tradeId = trade.id;
      this.#hub.publish(`${name}@aggTrade`, () => aggTradeEvent(market, trade));
      this.#hub.publish(`${name}@trade`, () => tradeEvent(market, trade));
    }
  }

  #tellBook(market: SymbolMarket, published: Published): void {
    const name = market.symbol.toLowerCase();
    const before = published.book;
    const price = market.lastPrice();
    const { time } = market.mark();
    if (before !== undefined && price === published.bookPrice && time - before.time < REPEAT_MS) return;
    const wanted = this.#hub.listenedStreams(`${name}@depth`).length > 0;
    const tickers = [`${name}@bookTicker`, '!bookTicker'];
    if (!wanted && !tickers.some((stream) => this.#hub.hasSubscribers(stream))) {
      published.book = undefined;
      return;
    }
    const book = market.book();
    if (before !== undefined && book.updateId <= before.updateId) return;
    published.book = book;
    published.bookPrice = price;
    for (const stream of tickers) this.#hub.publish(stream, () => bookTickerEvent(market, book));
    for (const levels of PARTIAL_LEVELS) {
      const event = once(() => depthEvent(market, book, levels, before?.updateId ?? book.updateId - 1));
      for (const speed of PARTIAL_SPEEDS) this.#hub.publish(`${name}@depth${levels}${speed}`, event);
    }
    if (before === undefined) return;
    const difference = once(() => depthDifferenceEvent(market, before, book));
    for (const speed of DIFFERENCE_SPEEDS) this.#hub.publish(`${name}@depth${speed}`, difference);
  }

  #tellMark(market: SymbolMarket, published: Published): void {
    const name = market.symbol.toLowerCase();
    const mark = market.mark();
    const event = once(() => markPriceEvent(market, mark));
    if (mark.time - published.markTime >= MARK_EVERY_MS) {
      published.markTime = mark.time;
      this.#hub.publish(`${name}@markPrice@1s`, event);
      this.#hub.publish('!markPrice@arr@1s', () => [event()]);
    }
    if (mark.time - published.slowMarkTime >= SLOW_MARK_EVERY_MS) {
      published.slowMarkTime = mark.time;
      this.#hub.publish(`${name}@markPrice`, event);
      this.#hub.publish('!markPrice@arr', () => [event()]);
    }
  }

  #tellTickers(market: SymbolMarket, published: Published): void {
    const name = market.symbol.toLowerCase();
    const streams = [`${name}@ticker`, '!ticker@arr', `${name}@miniTicker`, '!miniTicker@arr'];
    if (!streams.some((stream) => this.#hub.hasSubscribers(stream))) return;
    const wall = performance.now();
    if (wall - published.tickerWall < TICKER_EVERY_WALL_MS) return;
    published.tickerWall = wall;
    void dayStatistics(market).then((day) => {
      this.#hub.publish(`${name}@ticker`, () => tickerEvent(market, day));
      this.#hub.publish('!ticker@arr', () => [tickerEvent(market, day)]);
      this.#hub.publish(`${name}@miniTicker`, () => miniTickerEvent(market, day));
      this.#hub.publish('!miniTicker@arr', () => [miniTickerEvent(market, day)]);
    });
  }

  #publishedOf(market: SymbolMarket): Published {
    let published = this.#published.get(market.symbol);
    if (published === undefined) {
      published = { book: undefined, bookPrice: '', markTime: 0, slowMarkTime: 0, tradeId: -1, tickerWall: 0 };
      this.#published.set(market.symbol, published);
    }
    return published;
  }
}

/** Trades after an id; after none (-1: nobody listened until now) those of the minute in progress. */
function newTrades(market: SymbolMarket, afterId: number): readonly AggregateTrade[] {
  const limit = 1000;
  if (afterId >= 0) {
    return market.aggregateTrades({ fromId: afterId + 1, startTime: undefined, endTime: undefined, limit });
  }
  const startTime = market.mark().time - 60_000;
  return market.aggregateTrades({ fromId: undefined, startTime, endTime: undefined, limit });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
