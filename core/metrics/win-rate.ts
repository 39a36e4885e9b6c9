import type { Interval } from './interval.ts';

export interface WinRate {
  readonly count: number;
  /** Trades whose net result is above 0: one that broke even is none. */
  readonly wins: number;
  /** Fraction of `count`. */
  readonly rate: number;
  /** Wilson's, as fractions. */
  readonly interval: Interval;
}

const Z95 = 1.959964;

/** Share of trades that won, by their net results; undefined without a trade. Its interval says how little few trades tell. */
export function winRate(results: readonly number[]): WinRate | undefined {
  const count = results.length;
  if (count === 0) return undefined;
  const wins = results.filter((result) => result > 0).length;
  return { count, wins, rate: wins / count, interval: wilsonInterval(wins, count) };
}

/**
 * Score interval of a share: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), z = 1.96 (E. B. Wilson, JASA 22, 1927).
 * `count` is at least 1.
 */
export function wilsonInterval(wins: number, count: number): Interval {
  const share = wins / count;
  const z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * count)) / (1 + z2 / count);
  const reach = (Z95 / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2));
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
