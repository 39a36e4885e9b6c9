import { money } from '../../money/decimal.ts';
import type { RiskFacts } from '../facts.ts';
import { greatestNotionalAt } from '../liquidation.ts';
import { refuse } from '../refusal.ts';
import type { OrderPlan } from '../sizing.ts';
import type { Refusal } from '../verdict.ts';

/** The exchange must lend the leverage at this size, and the available balance must cover margin and entry fee. */
export function checkMargin({ inputs, sideCost }: RiskFacts, plan: OrderPlan): Refusal | undefined {
  const { leverage } = inputs.limits;
  const greatest = greatestNotionalAt(inputs.brackets, leverage);
  if (plan.notional.gt(greatest)) {
    return refuse(
      'MARGIN',
      `The exchange allows ${leverage}x up to a notional of ${greatest.toString()}; the order is ${plan.notional.toFixed(2)}.`,
      { notional: plan.notional.toString(), greatestNotional: greatest.toString(), leverage },
    );
  }
  const needed = plan.margin.plus(plan.notional.times(sideCost));
  const available = money(inputs.account.available);
  if (needed.lte(available)) return undefined;
  return refuse(
    'MARGIN',
    `Margin and fee need ${needed.toFixed(2)}; only ${available.toFixed(2)} of the balance is available.`,
    { needed: needed.toString(), available: available.toString() },
  );
}
