import type { Money } from '../money/decimal.ts';
import { Money as Decimal, moneyFromFloat } from '../money/decimal.ts';
import type { RiskLimits } from './limits.ts';

/** Distances of stop and target from the entry, in quote per base, whole ticks. */
export interface BracketDistances {
  readonly stop: Money;
  readonly target: Money;
}

/**
 * Stop: stopAtr × ATR(14), and under `gated` rules never less than stopCostMultiple × round-trip cost × price: a
 * narrower one loses more to costs than to the market. Target: targetMultiple × stop. Both rounded up to the tick.
 *
 * @param atr ATR(14) in quote per base.
 * @param price the price we expect to enter at.
 * @param cost round-trip cost as a fraction of notional.
 */
export function bracketDistances(
  limits: RiskLimits,
  atr: number,
  price: Money,
  cost: Money,
  tickSize: Money,
): BracketDistances {
  const byRange = moneyFromFloat(atr).times(String(limits.stopAtr));
  const byCost = cost.times(String(limits.stopCostMultiple)).times(price);
  const stop = upToTick(limits.rules === 'seed' ? byRange : Decimal.max(byRange, byCost), tickSize);
  return { stop, target: upToTick(stop.times(String(limits.targetMultiple)), tickSize) };
}

function upToTick(distance: Money, tickSize: Money): Money {
  return distance.div(tickSize).ceil().times(tickSize);
}
