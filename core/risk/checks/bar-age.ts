import { MINUTE_MS } from '../../market/bar.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { seconds } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/**
 * No entry on a bar that closed too long ago. An age of less than nothing is a clock that is off; by a whole bar or
 * more it can't be trusted either.
 */
export function checkBarAge({ inputs }: RiskFacts): Refusal | undefined {
  const { barAgeMs, limits } = inputs;
  if (barAgeMs <= limits.maxBarAgeMs && barAgeMs > -MINUTE_MS) return undefined;
  return refuse('STALE_BAR', `The bar closed ${seconds(barAgeMs)} ago; the limit is ${seconds(limits.maxBarAgeMs)}.`, {
    barAgeMs,
    maxBarAgeMs: limits.maxBarAgeMs,
  });
}
