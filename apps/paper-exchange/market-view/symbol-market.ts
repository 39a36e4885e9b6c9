import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { BookLevel } from '../../../core/market/order-book.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';
import type { DecimalText } from '../../../core/money/decimal.ts';

/** Candles asked for: with a start the first `limit` from there, without one the last `limit` up to the end. */
export interface CandleRange {
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly limit: number;
}

/** Trades asked for: from an id, or from a time, or the last ones. */
export interface TradeRange {
  readonly fromId: number | undefined;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly limit: number;
}

export interface BookView {
  /** Market time of the book, epoch ms. */
  readonly time: number;
  /** Grows with every change. */
  readonly updateId: number;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

export interface MarkView {
  readonly markPrice: DecimalText;
  readonly indexPrice: DecimalText;
  readonly fundingRate: DecimalText;
  readonly nextFundingTime: number;
  readonly time: number;
}

export interface AggregateTrade {
  readonly id: number;
  readonly time: number;
  readonly price: DecimalText;
  readonly quantity: DecimalText;
  readonly buyerIsMaker: boolean;
}

/** What one symbol's public market data is read from, whatever the market is made of. */
export interface SymbolMarket {
  readonly symbol: string;
  readonly spec: SymbolSpec;
  /** Decimals of prices and quantities on the wire (`pricePrecision`, `quantityPrecision`). */
  readonly pricePrecision: number;
  readonly quantityPrecision: number;
  lastPrice(): DecimalText;
  book(): BookView;
  mark(): MarkView;
  /** Ascending; the last one is the open candle when the range reaches into it. */
  candles(interval: string, range: CandleRange): Promise<readonly Bar[]>;
  /** The candle's complete minutes before `until`, joined, without waiting; undefined when there are none. */
  closedCandle(interval: string, openTime: number, until: number): Bar | undefined;
  /** Settlements with fundingTime in [from, to), ascending; none from the future. */
  fundingRates(from: number, to: number): Promise<readonly FundingRate[]>;
  /** Ascending by id; none from the future. */
  aggregateTrades(range: TradeRange): readonly AggregateTrade[];
}

/** Decimals as the exchange writes a step: 2 for "0.10", 3 for "0.001". */
export function precisionOf(step: DecimalText): number {
  return (step.split('.')[1] ?? '').length;
}
