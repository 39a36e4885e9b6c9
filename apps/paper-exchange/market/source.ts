import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { EngineBook, SymbolSpec } from '../../../core/matching/engine-contract.ts';

/**
 * A market that is known minute by minute: simulated or replayed. (A live market is a LiveMarket: it tells, and is not
 * asked.) Prices of its bars are exact multiples of the tick, so `price.toFixed(decimals)` is the decimal on the wire.
 */
export interface MinuteMarket {
  readonly kind: 'simulated' | 'replay';
  readonly symbol: string;
  readonly spec: SymbolSpec;
  /** Decimals that write every price of its bars exactly: those of the tick, e.g. 1 for 0.10, or more in old recordings. */
  readonly priceDecimals: number;
  /** Open time of the first bar of history. */
  readonly historyFrom: number;
  /** Open time of the first minute that has not yet happened when the exchange is started for the first time. */
  readonly startsAt: number;
  /** The bar of a minute, history or future; undefined past the end of a replay. The same question gives the same answer. */
  bar(openTime: number): Bar | undefined;
  /** Bars with openTime in [from, to) that exist, ascending. */
  bars(from: number, to: number): readonly Bar[];
  /** Settlements with fundingTime in [from, to), ascending. */
  funding(from: number, to: number): readonly FundingRate[];
  /** The depth-20 book around `price` during the minute of `openTime`; a pure function of its arguments (and the seed). */
  bookAt(openTime: number, price: number): EngineBook;
}

/** A market that happens elsewhere and is passed on: live public data of Binance. */
export interface LiveMarket {
  readonly kind: 'binance';
  readonly symbol: string;
  readonly spec: SymbolSpec;
  readonly priceDecimals: number;
  start(handlers: LiveMarketHandlers): Promise<void>;
  stop(): Promise<void>;
  /** Passed through to the upstream REST API with a short cache; open candle included when `to` reaches into it. */
  klines(from: number, to: number, limit: number): Promise<readonly Bar[]>;
  fundingRates(from: number, to: number): Promise<readonly FundingRate[]>;
}

export interface LiveMarketHandlers {
  /** Every raw upstream message of a public stream, ready to be passed to our subscribers as it is. */
  onMessage(stream: string, data: unknown): void;
  /** The same, reduced to what the engine needs. Prices and quantities are the wire's strings. */
  onTrade(price: string, time: number): void;
  onBook(book: EngineBook, time: number): void;
  onMark(mark: string, index: string, fundingRate: string, nextFundingTime: number, time: number): void;
}
