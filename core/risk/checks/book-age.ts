import { MINUTE_MS } from '../../market/bar.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { seconds } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/** No entry on a book that is too old, or from a minute or more in the future (one of the clocks is off). */
export function checkBookAge({ inputs, bookAgeMs }: RiskFacts): Refusal | undefined {
  const { maxBookAgeMs } = inputs.limits;
  if (bookAgeMs <= maxBookAgeMs && bookAgeMs > -MINUTE_MS) return undefined;
  return refuse('STALE_BOOK', `The order book is ${seconds(bookAgeMs)} old; the limit is ${seconds(maxBookAgeMs)}.`, {
    bookAgeMs,
    maxBookAgeMs,
  });
}
