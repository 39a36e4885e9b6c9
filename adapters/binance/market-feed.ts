import { MINUTE_MS, type Bar } from '../../core/market/bar.ts';
import type { MarketData } from '../exchange/port.ts';
import type { FeedHandlers, MarketFeed } from '../market-feed/port.ts';
import { BarDelivery, type MissedBars } from './bar-delivery.ts';
import { createStreamClient } from './client-factory.ts';
import type { Endpoints } from './endpoints.ts';
import type { Redactor } from './redaction.ts';
import { textOf } from './stream-failure.ts';
import { readKlineEvent } from './wire/kline.ts';
import { readMarkPriceEvent } from './wire/mark-price.ts';
import { readDepthEvent } from './wire/order-book.ts';

type StreamClient = ReturnType<typeof createStreamClient>;

/** The routes that the topics travel on: klines and mark price on one, the book on the other. */
const ROUTES = ['usdmMarket', 'usdmPublic'] as const;
type Route = (typeof ROUTES)[number];

/** A route that says nothing for this long, though its pings are answered, is taken down and built anew. */
const SILENCE_MS = 60_000;

/** After a longer absence only this many bars are caught up: a feature window. */
const CATCH_UP_BARS = 1_500;

export interface MarketFeedOptions {
  readonly endpoints: Endpoints;
  readonly symbol: string;
  readonly marketData: Pick<MarketData, 'klines' | 'latestKlines' | 'markPrice'>;
  readonly handlers: FeedHandlers;
  readonly redactor: Redactor;
  readonly log: (line: string) => void;
  readonly silenceMs?: number;
}

/**
 * Binance's public streams of one symbol. `start` returns at once; `onConnected` tells when both routes are up, at the
 * first time and after every interruption. After each, the complete bars newer than the last delivered one are
 * fetched by REST and delivered first; at the first time that is the newest complete one, however old: `eventTime`
 * is then the exchange's time of the question, so its age can be seen.
 */
export class BinanceMarketFeed implements MarketFeed {
  readonly #options: MarketFeedOptions;
  readonly #bars: BarDelivery;
  #client: StreamClient | undefined;
  readonly #up = new Set<string>();
  readonly #heardAt = new Map<Route, number>();
  #watchdog: NodeJS.Timeout | undefined;

  constructor(options: MarketFeedOptions) {
    this.#options = options;
    this.#bars = new BarDelivery({
      deliver: (bar, eventTime, receivedAt) => options.handlers.onBar(bar, eventTime, receivedAt),
      fetchNewer: (after) => this.#fetchNewer(after),
      onFailure: (reason) => this.#log('missed bars could not be fetched', reason),
    });
  }

  start(): Promise<void> {
    if (this.#client) return Promise.resolve();
    this.#connect();
    const silenceMs = this.#options.silenceMs ?? SILENCE_MS;
    this.#watchdog = setInterval(() => this.#reviveIfSilent(silenceMs), silenceMs / 4);
    this.#watchdog.unref();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    clearInterval(this.#watchdog);
    this.#bars.stop();
    this.#disconnect();
    return Promise.resolve();
  }

  #connect(): void {
    const { endpoints, redactor, log } = this.#options;
    const client = createStreamClient({ endpoints, log: (line) => log(redactor.clean(line)) });
    this.#client = client;
    for (const route of ROUTES) this.#heardAt.set(route, Date.now());
    // A connection that failed at first only ever says "reconnected", never "open".
    client.on('open', ({ wsKey }) => this.#routeUp(wsKey));
    client.on('reconnected', ({ wsKey }) => this.#routeUp(wsKey));
    client.on('reconnecting', ({ wsKey }) => this.#routeDown(wsKey, 'connection lost'));
    client.on('exception', (reason) => this.#log('stream', reason));
    client.on('response', (response: unknown) => this.#subscribed(response));
    client.on('message', (message) => this.#receive(message));
    const symbol = this.#options.symbol.toLowerCase();
    const topics = [`${symbol}@kline_1m`, `${symbol}@markPrice@1s`, `${symbol}@depth20@100ms`];
    client.subscribe(topics, 'usdm').catch((reason: unknown) => this.#log('subscription', reason));
  }

  #disconnect(): void {
    this.#client?.removeAllListeners();
    this.#client?.closeAll(true);
    this.#client = undefined;
    this.#up.clear();
  }

  #routeUp(wsKey: string): void {
    if (!ROUTES.some((route) => route === wsKey)) return;
    this.#up.add(wsKey);
    if (wsKey === 'usdmMarket') this.#bars.resync();
    if (this.#up.size === ROUTES.length) this.#options.handlers.onConnected?.();
  }

  /** A minute that closed between the question at the opening and the subscription would be missed by both. */
  #subscribed(response: unknown): void {
    const { wsKey, isWSAPIResponse } = response as { wsKey?: string; isWSAPIResponse?: boolean };
    if (wsKey === 'usdmMarket' && isWSAPIResponse === true) this.#bars.resync();
  }

  #routeDown(wsKey: string, reason: string): void {
    if (this.#up.delete(wsKey)) this.#options.handlers.onDisconnected?.(`${wsKey}: ${reason}`);
  }

  #reviveIfSilent(silenceMs: number): void {
    const silent = ROUTES.find((route) => this.#up.has(route) && Date.now() - this.#heardAt.get(route)! > silenceMs);
    if (!silent) return;
    this.#routeDown(silent, `nothing heard for ${Math.round(silenceMs / 1000)} s`);
    this.#disconnect();
    this.#connect();
  }

  #receive(message: unknown): void {
    const receivedAt = Date.now();
    const { e: event, wsKey } = message as { e?: unknown; wsKey?: Route };
    if (wsKey !== undefined) this.#heardAt.set(wsKey, receivedAt);
    try {
      if (event === 'kline') this.#receiveKline(message, receivedAt);
      else if (event === 'depthUpdate') this.#receiveBook(message);
      else if (event === 'markPriceUpdate') this.#receiveMarkPrice(message);
    } catch (failure) {
      this.#log('unreadable message', failure);
    }
  }

  #receiveKline(message: unknown, receivedAt: number): void {
    const { k: kline } = message as { k?: { x?: unknown } };
    // Four a second say how the open candle grows; only what ends it is read.
    if (kline?.x !== true) return;
    const { bar, symbol, interval, eventTime } = readKlineEvent(message, 'stream kline_1m');
    if (symbol === this.#options.symbol && interval === '1m') this.#bars.accept(bar, eventTime, receivedAt);
  }

  #receiveBook(message: unknown): void {
    const { handlers, symbol } = this.#options;
    if (!handlers.onBook) return;
    const book = readDepthEvent(message, 'stream depth20');
    if (book.symbol === symbol) handlers.onBook(book);
  }

  #receiveMarkPrice(message: unknown): void {
    const { handlers, symbol: own } = this.#options;
    if (!handlers.onMarkPrice) return;
    const { symbol, ...mark } = readMarkPriceEvent(message, 'stream markPrice');
    if (symbol === own) handlers.onMarkPrice(mark);
  }

  async #fetchNewer(after: number | undefined): Promise<MissedBars> {
    const { marketData, symbol } = this.#options;
    const { time: marketTime } = await marketData.markPrice(symbol);
    if (after === undefined) return { bars: await marketData.latestKlines(symbol, 1), marketTime };
    const from = Math.max(after + MINUTE_MS, marketTime - CATCH_UP_BARS * MINUTE_MS);
    const bars: Bar[] = await marketData.klines(symbol, from, marketTime + MINUTE_MS);
    return { bars, marketTime };
  }

  #log(what: string, reason: unknown): void {
    const { log, redactor, symbol } = this.#options;
    log(redactor.clean(`market feed ${symbol}: ${what}: ${textOf(reason)}`));
  }
}
