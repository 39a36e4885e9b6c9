import { MINUTE_MS } from '../market/bar.ts';
import { randomStream } from '../simulation/random.ts';
import { certainOf } from './signal-rule.ts';
import type { SignalRule } from './signal-rule.ts';

export interface RandomEntryOptions {
  readonly seed: number;
  /**
   * Share of the minutes in which it wants to be in, 0 to 1. Entries ÷ flat minutes of the strategy that it is compared with
   * gives as many trades as that one has.
   */
  readonly entryShare: number;
  /** Share of those in which it buys; default a half. */
  readonly buyShare?: number;
  /**
   * The move that it claims to expect, basis points: it knows nothing, but has to pass the same cost gate as the strategy, so
   * that stops and exits are the same and only the minute is left to luck.
   */
  readonly claimedMoveBps: number;
}

/**
 * Enters at minutes drawn by lot; stops, targets, horizon and costs are the engine's, as for any other signal. What it
 * earns over many seeds is what exits and costs alone make of the market. The draw of a minute depends on seed and minute alone.
 * @throws RangeError for a share outside 0 to 1.
 */
export function randomEntry(options: RandomEntryOptions): SignalRule {
  const { seed, entryShare, buyShare = 0.5, claimedMoveBps } = options;
  for (const [name, share] of Object.entries({ entryShare, buyShare })) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} ${share} of a random entry: 0 to 1 would be right`);
  }
  const hold = certainOf('HOLD', 0);
  const buy = certainOf('BUY', claimedMoveBps);
  const sell = certainOf('SELL', claimedMoveBps);
  return {
    id: `random-${seed}`,
    features: [],
    opinionOf: (_values, openTime) => {
      const random = randomStream(seed, openTime / MINUTE_MS);
      if (random.uniform() >= entryShare) return hold;
      return random.uniform() < buyShare ? buy : sell;
    },
  };
}
