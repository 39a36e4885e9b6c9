import type { RiskFacts } from '../facts.ts';
import { isolatedLiquidationPrice } from '../liquidation.ts';
import { refuse } from '../refusal.ts';
import type { OrderPlan } from '../sizing.ts';
import type { Refusal } from '../verdict.ts';

/** The liquidation price must be at least this many stop distances from the entry. */
const CLEARANCE = 2;

/** The stop must act long before the exchange liquidates: isolated margin at the fixed leverage, by bracket. */
export function checkLiquidation({ inputs, side, distances }: RiskFacts, plan: OrderPlan): Refusal | undefined {
  if (plan.quantity.isZero()) return undefined;
  const { quantity, referencePrice, margin } = plan;
  const position = side === 'BUY' ? 'LONG' : 'SHORT';
  const price = isolatedLiquidationPrice(position, quantity, referencePrice, margin, inputs.brackets);
  if (!price || price.minus(referencePrice).abs().gte(distances.stop.times(CLEARANCE))) return undefined;
  return refuse(
    'LIQUIDATION_BEFORE_STOP',
    `Liquidation at ${price.toFixed(2)} is less than ${CLEARANCE} stop distances from the entry at ${referencePrice.toFixed(2)}.`,
    {
      liquidationPrice: price.toFixed(8),
      referencePrice: referencePrice.toString(),
      stopDistance: distances.stop.toString(),
      clearance: CLEARANCE,
    },
  );
}
