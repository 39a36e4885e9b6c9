import { Money } from '../money/decimal.ts';
import { roundQuote } from '../money/rounding.ts';
import type { PositionState } from './account-state.ts';

const ZERO = new Money(0);

/** Average price of the open quantity, 8 decimals; 0 when flat. */
export function entryPrice(position: PositionState): Money {
  return position.amount.isZero() ? ZERO : roundQuote(position.entryCost.div(position.amount.abs()));
}

/** amount × mark less what the quantity cost, signed by side, 8 decimals. */
export function unrealisedPnl(position: PositionState, mark: Money): Money {
  const { amount, entryCost } = position;
  if (amount.isZero()) return ZERO;
  return roundQuote(amount.times(mark).minus(amount.isNegative() ? entryCost.neg() : entryCost));
}

/** The price at which closing earns back everything paid since the position was opened, before the closing fee. */
export function breakEvenPrice(position: PositionState): Money {
  if (position.amount.isZero()) return ZERO;
  const { amount, entryCost, carriedCost } = position;
  const cost = amount.isNegative() ? entryCost.minus(carriedCost) : entryCost.plus(carriedCost);
  return roundQuote(cost.div(amount.abs()));
}

/** Cost of the part of a position that `quantity` is of it: exact for the whole, else 8 decimals. */
export function costShare(position: PositionState, quantity: Money): Money {
  return shareOf(position.entryCost, quantity, position.amount.abs());
}

export function shareOf(total: Money, quantity: Money, whole: Money): Money {
  return quantity.equals(whole) ? total : roundQuote(total.times(quantity).div(whole));
}

/**
 * PnL of closing `quantity` at `price`. Cost shares are taken out of one exact total, so the PnL of all the closes of a
 * position adds up to what came in less what went out, to the last digit.
 */
export function realisedPnl(position: PositionState, quantity: Money, price: Money): Money {
  const proceeds = price.times(quantity);
  const cost = costShare(position, quantity);
  return roundQuote(position.amount.isNegative() ? cost.minus(proceeds) : proceeds.minus(cost));
}
