import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { seconds } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/** No entry shortly before a funding settlement. */
export function checkFundingWindow({ inputs }: RiskFacts): Refusal | undefined {
  const { nextFundingTime, now, limits } = inputs;
  const leftMs = nextFundingTime - now;
  if (leftMs < 0 || leftMs > limits.fundingWindowMs) return undefined;
  return refuse(
    'FUNDING_WINDOW',
    `Funding is settled in ${seconds(leftMs)}; no entry within ${seconds(limits.fundingWindowMs)} before it.`,
    { leftMs, fundingWindowMs: limits.fundingWindowMs, nextFundingTime },
  );
}
