import { randomStream } from '../simulation/random.ts';
import type { Interval } from './interval.ts';
import { LEAST_TRADES } from './least-counts.ts';
import { mean } from './mean.ts';

export interface BootstrapMean {
  readonly interval: Interval;
  /** Of "the mean is not above 0", one-sided: the share of resamples, their mean moved to 0, that do as well by luck. */
  readonly pValue: number;
}

/** (1,999 + 1) × 2.5 % is whole: the interval's ends are the 50th and the 1,950th mean. */
const RESAMPLES = 1_999;
const TAIL = 50;

/**
 * Percentile interval of the mean of trades, and p-value (1 + k) / (R + 1) of the test against 0 (Efron and Tibshirani, An
 * Introduction to the Bootstrap, 1993, 13.3 and 16.4; Davison and Hinkley, Bootstrap Methods, 1997, 4.4). The trades are
 * taken as independent: where they follow each other's luck, the interval is too narrow. The same seed gives the same
 * answer. Undefined below 10 trades.
 */
export function bootstrapMean(results: readonly number[], seed: number): BootstrapMean | undefined {
  const count = results.length;
  if (count < LEAST_TRADES) return undefined;
  const random = randomStream(seed, count);
  const centre = mean(results);
  const means = new Float64Array(RESAMPLES);
  let asGood = 0;
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += results[Math.floor(random.uniform() * count)]!;
    const drawn = sum / count;
    means[resample] = drawn;
    if (drawn - centre >= centre) asGood += 1;
  }
  means.sort();
  return {
    interval: { low: means[TAIL - 1]!, high: means[RESAMPLES - TAIL]! },
    pValue: (1 + asGood) / (RESAMPLES + 1),
  };
}
