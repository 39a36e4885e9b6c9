import { LEAST_TRADES } from './least-counts.ts';
import { mean } from './mean.ts';

/** Mean net result of a trade, in the unit of `results`; undefined below 10 trades. */
export function expectancy(results: readonly number[]): number | undefined {
  return results.length < LEAST_TRADES ? undefined : mean(results);
}
