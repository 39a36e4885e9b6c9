import type { Money } from '../../money/decimal.ts';
import { Money as Decimal, money } from '../../money/decimal.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import type { OrderPlan } from '../sizing.ts';
import type { Refusal } from '../verdict.ts';

/** Stop and target must lie where the exchange takes orders: PRICE_FILTER's range and PERCENT_PRICE's around the mark. */
export function checkPriceBand({ inputs }: RiskFacts, plan: OrderPlan): Refusal | undefined {
  const { filters } = inputs;
  const mark = money(inputs.markPrice);
  const lowest = Decimal.max(filters.minPrice, mark.times(filters.multiplierDown));
  const highest = Decimal.min(filters.maxPrice, mark.times(filters.multiplierUp));
  const isOutside = (price: Money) => price.lt(lowest) || price.gt(highest);
  const name = isOutside(plan.stopPrice) ? 'stop' : isOutside(plan.targetPrice) ? 'target' : undefined;
  if (!name) return undefined;
  const price = name === 'stop' ? plan.stopPrice : plan.targetPrice;
  return refuse(
    'PRICE_BAND',
    `The ${name} at ${price.toFixed(2)} is outside the exchange's limits of ${lowest.toFixed(2)} to ${highest.toFixed(2)}.`,
    { [name]: price.toString(), lowest: lowest.toString(), highest: highest.toString() },
  );
}
