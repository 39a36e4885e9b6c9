import { money } from '../../money/decimal.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { percent } from '../sentence-numbers.ts';
import type { OrderPlan } from '../sizing.ts';
import type { Refusal } from '../verdict.ts';

/** Orders are shrunk to their share of the book's depth; refused when that share is below the exchange's least order. */
export function checkDepthShare({ inputs, depthQuote }: RiskFacts, plan: OrderPlan): Refusal | undefined {
  const { filters, limits } = inputs;
  const isTooSmall = plan.quantity.lt(filters.marketMinQty) || plan.notional.lt(filters.minNotional);
  if (plan.boundBy !== 'depth share' || !isTooSmall) return undefined;
  const allowed = depthQuote.times(limits.maxDepthShare);
  return refuse(
    'DEPTH_SHARE',
    `${percent(limits.maxDepthShare)} of the book's depth is ${allowed.toFixed(2)}, less than the smallest order.`,
    {
      allowedQuote: allowed.toFixed(2),
      maxDepthShare: limits.maxDepthShare,
      minNotional: money(filters.minNotional).toString(),
    },
  );
}
