import { money } from '../../money/decimal.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../verdict.ts';

/** One position at a time: no entry while the exchange reports one. */
export function checkPositionOpen({ inputs }: RiskFacts): Refusal | undefined {
  const { positionAmt } = inputs.account;
  if (money(positionAmt).isZero()) return undefined;
  return refuse('POSITION_OPEN', `A position of ${positionAmt} is open already.`, { positionAmt });
}
