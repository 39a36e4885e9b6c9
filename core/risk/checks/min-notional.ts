import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import type { OrderPlan } from '../sizing.ts';
import type { Refusal } from '../verdict.ts';

/** The order must be worth the exchange's least notional. */
export function checkMinNotional({ inputs }: RiskFacts, plan: OrderPlan): Refusal | undefined {
  const { minNotional } = inputs.filters;
  if (plan.notional.gte(minNotional)) return undefined;
  return refuse(
    'MIN_NOTIONAL',
    `The order would be worth ${plan.notional.toFixed(2)} (bound by ${plan.boundBy}); the exchange's least is ${minNotional}.`,
    { notional: plan.notional.toString(), minNotional, boundBy: plan.boundBy },
  );
}
