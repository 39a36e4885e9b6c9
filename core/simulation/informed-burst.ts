import type { RandomStream } from './random.ts';

/**
 * The pattern that the simulated market hides in its order flow, and that a model can learn: somebody who knows takes
 * one side for a few minutes while the price is held (`burst`); then, usually, the price gives way (`drift`).
 *
 * It is made up. Real order flow does not forecast like this, so profits on the simulated market mean nothing.
 */
export interface InformedBurst {
  readonly phase: 'quiet' | 'burst' | 'drift';
  /** +1: takers buy and the price will rise; −1: the reverse; 0 in quiet. */
  readonly side: -1 | 0 | 1;
  /** Minutes of this phase still to come, the current one included; 0 in quiet, whose end is never known. */
  readonly minutesLeft: number;
}

export const BURST = {
  /** Chance that a quiet minute is the last before a burst: about 4 bursts an hour, at random times. */
  startProbability: 1 / 7,
  minMinutes: 2,
  maxMinutes: 3,
  /** Chance that the price follows the burst; else nothing comes of it. */
  followProbability: 0.85,
  driftMinMinutes: 4,
  driftMaxMinutes: 6,
  /** Drift of one minute, basis points. */
  driftMinBps: 10,
  driftMaxBps: 15,
  /** Volume of a burst minute, as a multiple of the usual. */
  minVolume: 2.5,
  maxVolume: 4,
  /** Taker-buy share of a burst minute beyond one half, towards its side. */
  minLean: 0.2,
  maxLean: 0.3,
  /** Share of the usual price noise that is left while the burst is absorbed. */
  noise: 0.6,
} as const;

export const QUIET: InformedBurst = { phase: 'quiet', side: 0, minutesLeft: 0 };

/**
 * The phase of the next minute.
 * @param buyProbability chance that a new burst buys, 0..1.
 */
export function nextPhase(burst: InformedBurst, buyProbability: number, random: RandomStream): InformedBurst {
  if (burst.minutesLeft > 1) return { ...burst, minutesLeft: burst.minutesLeft - 1 };
  if (burst.phase === 'burst' && random.uniform() < BURST.followProbability) {
    const minutesLeft = wholeBetween(BURST.driftMinMinutes, BURST.driftMaxMinutes, random);
    return { phase: 'drift', side: burst.side, minutesLeft };
  }
  if (burst.phase !== 'quiet' || random.uniform() >= BURST.startProbability) return QUIET;
  const side = random.uniform() < buyProbability ? 1 : -1;
  return { phase: 'burst', side, minutesLeft: wholeBetween(BURST.minMinutes, BURST.maxMinutes, random) };
}

function wholeBetween(least: number, most: number, random: RandomStream): number {
  return least + Math.floor(random.uniform() * (most - least + 1));
}
