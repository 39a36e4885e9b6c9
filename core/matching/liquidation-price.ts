import { Money } from '../money/decimal.ts';
import { roundQuote } from '../money/rounding.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import { backingMargin } from './margin.ts';

const ZERO = new Money(0);

/**
 * The mark price at which margin and maintenance margin are equal, 8 decimals; 0 when flat or not reachable.
 *
 * LP = (margin + cum − side × cost) / (quantity × ratio − side × quantity), Binance's formula for one-way mode. Ratio
 * and cum belong to the bracket of the notional at LP itself: maintenance margin is continuous over the brackets, so
 * exactly one of them holds its own LP.
 */
export function liquidationPrice(state: AccountState, sym: SymbolState): Money {
  const { amount, entryCost } = sym.position;
  if (amount.isZero()) return ZERO;
  const quantity = amount.abs();
  const margin = backingMargin(state, sym);
  const signedCost = amount.isNegative() ? entryCost.neg() : entryCost;
  let found = ZERO;
  for (const bracket of sym.rules.brackets) {
    const slope = quantity.times(bracket.ratio).minus(amount);
    found = margin.plus(bracket.cum).minus(signedCost).div(slope);
    if (found.times(quantity).lessThanOrEqualTo(bracket.cap)) break;
  }
  return found.greaterThan(0) ? roundQuote(found) : ZERO;
}

/** The price at which nothing of the margin is left, not rounded; not above 0 when the margin exceeds the cost. */
export function bankruptcyPrice(margin: Money, sym: SymbolState): Money {
  const { amount, entryCost } = sym.position;
  const quantity = amount.abs();
  return amount.isNegative() ? entryCost.plus(margin).div(quantity) : entryCost.minus(margin).div(quantity);
}
