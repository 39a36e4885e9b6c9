import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { inBps } from '../round-trip-cost.ts';
import { bps } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/**
 * The cost gate, off under `seed` rules: the expected move, counted in the signal's direction, must be at least
 * costMargin × round-trip cost (2 × taker fee + 2 × slippage). A move that is expected the other way never passes.
 */
export function checkCostGate({ inputs, direction, side, roundTripCost }: RiskFacts): Refusal | undefined {
  const { limits, prediction } = inputs;
  if (limits.rules === 'seed') return undefined;
  const gainBps = prediction.expectedMoveBps * direction;
  const costBps = inBps(roundTripCost);
  const neededBps = costBps * limits.costMargin;
  if (gainBps > 0 && gainBps >= neededBps) return undefined;
  return refuse(
    'COST_GATE',
    `A ${side} is expected to gain ${bps(gainBps)}; a round trip costs ${bps(costBps)}, and ${bps(neededBps)} are needed.`,
    { expectedGainBps: gainBps, roundTripCostBps: costBps, neededBps },
  );
}
