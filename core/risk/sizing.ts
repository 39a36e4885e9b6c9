import type { Money } from '../money/decimal.ts';
import { Money as Decimal, money } from '../money/decimal.ts';
import { quantityForQuote, walkedPrice } from './book-depth.ts';
import type { RiskFacts } from './facts.ts';
import { lossPerUnitAtStop } from './loss-at-stop.ts';

/** What set the quantity. */
export type SizeBound = 'kelly' | 'loss at stop' | 'depth share' | 'largest order';

/** The order that the rules allow, before the exchange's minimums and margin are asked. All in quote but `quantity`. */
export interface OrderPlan {
  /** Base; rounded down to the market step; "0" when nothing is allowed. */
  readonly quantity: Money;
  readonly boundBy: SizeBound;
  /** The side's book walked for the quantity. */
  readonly referencePrice: Money;
  readonly stopPrice: Money;
  readonly targetPrice: Money;
  readonly notional: Money;
  readonly margin: Money;
  readonly lossAtStop: Money;
  /** maxLossAtStop × equity. */
  readonly lossLimit: Money;
  /** What Kelly asked for, before any bound: margin = f × wallet × confidence × kellyScale. */
  readonly wantedMargin: Money;
}

/**
 * Sizes an entry: notional = Kelly's margin × leverage, then shrunk to the share of the book's depth, to the largest
 * order and to the loss allowed at the stop, whichever is least, and rounded down to the step.
 * Needs f > 0 and a level within the depth band.
 */
export function planOrder(facts: RiskFacts): OrderPlan {
  const { inputs, levels, bestPrice, distances, direction } = facts;
  const { limits, filters, account, prediction } = inputs;
  const wantedMargin = money(account.wallet).times(facts.kelly.f).times(prediction.confidence).times(limits.kellyScale);
  const lossLimit = money(account.equity).times(limits.maxLossAtStop);

  const withinMarket = least([
    ['kelly', wantedMargin.times(limits.leverage).div(bestPrice)],
    ['depth share', quantityForQuote(levels, facts.depthQuote.times(limits.maxDepthShare))],
    ['largest order', money(filters.marketMaxQty)],
  ]);
  const lossPerUnit = lossPerUnitOf(facts, withinMarket.quantity);
  const allowed = least([
    [withinMarket.bound, withinMarket.quantity],
    ['loss at stop', lossLimit.div(lossPerUnit)],
  ]);

  const quantity = downToStep(allowed.quantity, money(filters.marketStepSize));
  const referencePrice = quantity.gt(0) ? walkedPrice(levels, quantity) : bestPrice;
  const notional = quantity.times(referencePrice);
  return {
    quantity,
    boundBy: allowed.bound,
    referencePrice,
    stopPrice: referencePrice.minus(distances.stop.times(direction)),
    targetPrice: referencePrice.plus(distances.target.times(direction)),
    notional,
    margin: notional.div(limits.leverage),
    lossAtStop: quantity.times(lossPerUnit),
    lossLimit,
    wantedMargin,
  };
}

/** Loss per unit at the worse of best price and walked price: a smaller quantity then never loses more per unit. */
function lossPerUnitOf(facts: RiskFacts, quantity: Money): Money {
  const walked = quantity.gt(0) ? walkedPrice(facts.levels, quantity) : facts.bestPrice;
  const entryPrice = Decimal.max(walked, facts.bestPrice);
  return lossPerUnitAtStop(entryPrice, facts.distances.stop, money(facts.inputs.filters.tickSize), facts.sideCost);
}

function least(bounds: readonly (readonly [SizeBound, Money])[]): { bound: SizeBound; quantity: Money } {
  const [bound, quantity] = bounds.reduce((a, b) => (b[1].lt(a[1]) ? b : a));
  return { bound, quantity };
}

/** The greatest multiple of `step` that is not above `quantity`. */
export function downToStep(quantity: Money, step: Money): Money {
  return quantity.divToInt(step).times(step);
}
