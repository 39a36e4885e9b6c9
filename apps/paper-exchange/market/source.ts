import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { EngineBook, SymbolSpec } from '../../../core/matching/engine-contract.ts';
import type { KnownMinutes } from '../../../core/matching/minute-market.ts';

/** A market that is known minute by minute: simulated or replayed. (A live one is a LiveMarket: it tells, and is not asked.) */
export interface MinuteMarket extends KnownMinutes {
  readonly kind: 'simulated' | 'replay';
  /** Open time of the first bar of history. */
  readonly historyFrom: number;
  /** Open time of the first minute that has not yet happened when the exchange is started for the first time. */
  readonly startsAt: number;
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
