import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import type { OrderPlan } from '../sizing.ts';
import type { Refusal } from '../verdict.ts';

/** The order, after every bound and rounded down, must reach the exchange's least market quantity. */
export function checkMinQuantity({ inputs }: RiskFacts, plan: OrderPlan): Refusal | undefined {
  const { marketMinQty } = inputs.filters;
  if (plan.quantity.gte(marketMinQty)) return undefined;
  return refuse(
    'BELOW_MIN_QTY',
    `The rules allow ${plan.quantity.toString()} (bound by ${plan.boundBy}); the exchange's least is ${marketMinQty}.`,
    { quantity: plan.quantity.toString(), marketMinQty, boundBy: plan.boundBy },
  );
}
