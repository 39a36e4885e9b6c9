import type { Bar } from '../../core/market/bar.ts';
import type { OrderBook } from '../../core/market/order-book.ts';
import type { MarkPrice } from '../exchange/port.ts';

/** What a live feed tells. Handlers must not throw. */
export interface FeedHandlers {
  /** A complete bar (`x: true`), once each, ascending. `eventTime` is exchange time; `receivedAt` wall time, epoch ms. */
  onBar(bar: Bar, eventTime: number, receivedAt: number): void;
  onBook?(book: OrderBook): void;
  onMarkPrice?(mark: MarkPrice): void;
  /** The connection came (again): whatever happened in between must be asked for by REST. */
  onConnected?(): void;
  onDisconnected?(reason: string): void;
}

/** A stream of market data for one symbol: kline_1m, depth20@100ms, markPrice@1s. Reconnects by itself. */
export interface MarketFeed {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The user data stream: says that something changed, and keeps its listen key alive. Reconnects by itself. */
export interface UserStreamHandlers {
  /** ORDER_TRADE_UPDATE, ALGO_UPDATE, ACCOUNT_UPDATE … reduced to one line for the log, e.g. "ORDER_TRADE_UPDATE FILLED mh-…". */
  onAccountChanged(what: string, eventTime: number): void;
  /** After every (re)connect: resynchronise by REST. */
  onConnected(): void;
  onDisconnected?(reason: string): void;
}

export interface UserStream {
  start(): Promise<void>;
  stop(): Promise<void>;
}
