import type { Money } from '../money/decimal.ts';
import { money } from '../money/decimal.ts';
import type { BracketDistances } from './bracket-distances.ts';
import { bracketDistances } from './bracket-distances.ts';
import type { Level } from './book-depth.ts';
import { levelsOf, levelsWithin, quoteOf } from './book-depth.ts';
import type { KellyEstimate } from './kelly.ts';
import { kellyFraction } from './kelly.ts';
import { roundTripCost, sideCost } from './round-trip-cost.ts';
import type { RiskInputs } from './verdict.ts';

/** Valid inputs of a BUY or SELL, parsed and seen from the side that we would take. */
export interface RiskFacts {
  readonly inputs: RiskInputs;
  readonly side: 'BUY' | 'SELL';
  /** 1 for BUY, −1 for SELL. */
  readonly direction: 1 | -1;
  readonly mid: Money;
  /** (ask − bid) / mid in basis points. */
  readonly spreadBps: number;
  readonly bookAgeMs: number;
  /** The levels within the depth band on the side we take, best first, and their worth in quote. */
  readonly levels: readonly Level[];
  readonly depthQuote: Money;
  /** Best price on the side we take. */
  readonly bestPrice: Money;
  /** Fractions of notional: one side, and both. */
  readonly sideCost: Money;
  readonly roundTripCost: Money;
  readonly distances: BracketDistances;
  readonly kelly: KellyEstimate;
}

/** Facts of inputs that have passed checkInputValidity and whose signal is `side`. */
export function gatherFacts(inputs: RiskInputs, side: 'BUY' | 'SELL'): RiskFacts {
  const { limits, book, fees, filters, prediction } = inputs;
  const bids = levelsOf(book.bids);
  const asks = levelsOf(book.asks);
  const bestBid = bids[0]!.price;
  const bestAsk = asks[0]!.price;
  const mid = bestBid.plus(bestAsk).div(2);
  const levels = levelsWithin(side === 'BUY' ? asks : bids, mid, limits.depthBandBps);
  const bestPrice = side === 'BUY' ? bestAsk : bestBid;
  const cost = roundTripCost(money(fees.taker), limits.slippageBps);
  return {
    inputs,
    side,
    direction: side === 'BUY' ? 1 : -1,
    mid,
    spreadBps: bestAsk.minus(bestBid).div(mid).times(10_000).toNumber(),
    bookAgeMs: inputs.now - book.time,
    levels,
    depthQuote: quoteOf(levels),
    bestPrice,
    sideCost: sideCost(money(fees.taker), limits.slippageBps),
    roundTripCost: cost,
    distances: bracketDistances(limits, prediction.atr14, bestPrice, cost, money(filters.tickSize)),
    kelly: kellyFraction(inputs.ownTrades, inputs.prior),
  };
}
