import type { Money } from '../money/decimal.ts';

/**
 * What one unit of base loses when the stop is hit, in quote: the distance, one tick for rounding the stop's price from
 * the real fill, and fee and slippage of both sides. The exit is priced at the farther of entry and stop, so that the
 * figure holds for long and short.
 *
 * @param entryPrice the worst price the entry may have, in quote per base.
 * @param sideCost fee and slippage of one side as a fraction of notional.
 */
export function lossPerUnitAtStop(entryPrice: Money, stopDistance: Money, tickSize: Money, sideCost: Money): Money {
  const reach = stopDistance.plus(tickSize);
  return reach.plus(entryPrice.times(2).plus(reach).times(sideCost));
}
