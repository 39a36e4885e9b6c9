import { randomStream } from '../../core/simulation/random.ts';
import type { RandomStream } from '../../core/simulation/random.ts';

/** Kills a test: two within the suite, ten by `npm run test:survival`. */
export const KILLS = wholeNumber('MINUTEHAND_KILLS', 2);

/** Decides every random moment; another one by MINUTEHAND_KILL_SEED. */
export const KILL_SEED = wholeNumber('MINUTEHAND_KILL_SEED', Date.now() % 1_000_000);

export function killMoments(stream: number): RandomStream {
  return randomStream(KILL_SEED, stream);
}

/** Enough for a start, the kills and the reckoning on a busy machine. */
export const PATIENCE_MS = 120_000 + KILLS * 90_000;

function wholeNumber(name: string, otherwise: number): number {
  const given = process.env[name];
  if (given === undefined) return otherwise;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw new Error(`${name} is "${given}", and must be a whole number`);
}
