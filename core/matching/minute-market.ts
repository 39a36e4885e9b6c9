import type { Bar } from '../market/bar.ts';
import type { FundingRate } from '../market/funding.ts';
import type { EngineBook, SymbolSpec } from './engine-contract.ts';

/**
 * A market that is known minute by minute: what the paper exchange plays and the backtest runs through. Prices of its
 * bars are exact multiples of the tick, so `price.toFixed(priceDecimals)` is the decimal on the wire.
 */
export interface KnownMinutes {
  readonly symbol: string;
  readonly spec: SymbolSpec;
  /** Decimals that write every price of its bars exactly: those of the tick, e.g. 1 for 0.10, or more in old recordings. */
  readonly priceDecimals: number;
  /** The bar of a minute; undefined where there is none. The same question gives the same answer. */
  bar(openTime: number): Bar | undefined;
  /** Bars with openTime in [from, to) that exist, ascending. */
  bars(from: number, to: number): readonly Bar[];
  /** Settlements with fundingTime in [from, to), ascending. */
  funding(from: number, to: number): readonly FundingRate[];
  /** The depth-20 book around `price` during the minute of `openTime`; a pure function of its arguments (and the seed). */
  bookAt(openTime: number, price: number): EngineBook;
}
