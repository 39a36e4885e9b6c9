import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { bps } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/** No entry across a spread that would eat the move. */
export function checkSpread({ inputs, spreadBps }: RiskFacts): Refusal | undefined {
  const { maxSpreadBps } = inputs.limits;
  if (spreadBps <= maxSpreadBps) return undefined;
  return refuse('WIDE_SPREAD', `The spread is ${bps(spreadBps)}; the limit is ${bps(maxSpreadBps)}.`, {
    spreadBps,
    maxSpreadBps,
  });
}
