import { MINUTE_MS } from '../market/bar.ts';
import type { Bar } from '../market/bar.ts';
import type { EngineBook, SymbolSpec } from './engine-contract.ts';
import { createSyntheticBook } from './synthetic-book.ts';

/** Quote that stands on each side, as a share of what is usually traded in a minute. Cautious: BTCUSDT's real book is deeper. */
const DEPTH_SHARE = 0.1;
/** Minutes that "usually" looks back on. */
const MINUTES_BEFORE = 10;
/** What stands there when nothing is traded: too little for the strategy's own minimum, so that it stays out. */
const LEAST_DEPTH_QUOTE = 20_000;

/**
 * The book of a market that is known only by its bars (synthetic-book.ts), as deep as the ten minutes before were
 * busy. Not the minute itself: its volume is still unknown when its book is read.
 * @param barsIn existing bars with openTime in [from, to), ascending.
 */
export function createMinuteBook(
  spec: SymbolSpec,
  seed: number,
  barsIn: (from: number, to: number) => readonly Bar[],
): (openTime: number, price: number) => EngineBook {
  const { tickSize, stepSize } = spec.filters;
  let minute = NaN;
  let book = createSyntheticBook({ tickSize, stepSize, seed });
  return (openTime, price) => {
    if (openTime !== minute) {
      const before = barsIn(openTime - MINUTES_BEFORE * MINUTE_MS, openTime);
      const traded = before.reduce((sum, bar) => sum + bar.quoteVolume, 0) / Math.max(1, before.length);
      const depthQuote = Math.max(LEAST_DEPTH_QUOTE, DEPTH_SHARE * traded);
      book = createSyntheticBook({ tickSize, stepSize, seed, depthQuote });
      minute = openTime;
    }
    return book(openTime, price);
  };
}
