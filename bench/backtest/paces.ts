import type { Pace } from './case.ts';

/** What is measured of ours. */
export const PACES: Readonly<Record<string, Pace>> = {
  rare: { every: 1_440, hold: 60 },
  usual: { every: 240, hold: 60 },
  busy: { every: 30, hold: 10 },
};

/** What the peers run too. */
export const COMPARED = 'usual';
