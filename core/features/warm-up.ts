/** How many bars a feature needs, counting the minute itself. */
export interface WarmUp {
  /** Bars until the first value: with this many the last one is defined. */
  readonly defined: number;
  /** Bars after which the value no longer depends on where the history starts (1e-9 relative). */
  readonly settled: number;
}

/** A feature of the last `bars` bars alone: settled as soon as it is defined. */
export function window(bars: number): WarmUp {
  return { defined: bars, settled: bars };
}

// The weight at which a recursion's seed is called forgotten. Four orders below 1e-9, because a seed may differ from the
// settled value by more than the value itself, and stages in sequence forget a little slower than one after the other.
const FORGOTTEN = 1e-13;

/** A recursive feature, first defined at `defined` bars, whose stages keep these shares of their past at each bar. */
export function recursive(defined: number, ...kept: readonly number[]): WarmUp {
  const fading = kept.reduce((bars, share) => bars + Math.ceil(Math.log(FORGOTTEN) / Math.log(share)), 0);
  return { defined, settled: defined + fading };
}

/** The share of its past that an EMA of this period keeps at each bar. */
export function emaKeeps(period: number): number {
  return 1 - 2 / (period + 1);
}

/** The share of its past that Wilder's average of this period keeps at each bar. */
export function wilderKeeps(period: number): number {
  return 1 - 1 / period;
}
