/** `warn`: a person should look. `stop`: what would be built on it would be wrong. */
export type Verdict = 'pass' | 'warn' | 'stop';

/** What one check says of one day, with the numbers behind it. */
export interface Finding {
  readonly check: 'missing-minutes' | 'disagreements' | 'out-of-range' | 'zero-volume' | 'stale-features';
  readonly verdict: Verdict;
  readonly numbers: Readonly<Record<string, number>>;
  readonly sentence: string;
}

/** From when on a number is worth a warning, and from when on the run must stop. */
export interface Threshold {
  readonly warn: number;
  readonly stop: number;
}

/** The verdict of a number that should be small. */
export function judge(value: number, { warn, stop }: Threshold): Verdict {
  if (value >= stop) return 'stop';
  return value >= warn ? 'warn' : 'pass';
}

/** The gravest of some verdicts; pass for none. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('stop')) return 'stop';
  return verdicts.includes('warn') ? 'warn' : 'pass';
}
