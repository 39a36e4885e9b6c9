import { Money } from './decimal.ts';

/** Decimals of every booked amount of quote asset, as on Binance's wallet. */
export const QUOTE_DECIMALS = 8;

/** The greatest multiple of `step` that is not above `value` (towards −∞). Throws RangeError unless step > 0. */
export function roundDownToStep(value: Money, step: Money): Money {
  const rest = restOf(value, step);
  return value.minus(rest);
}

/** The least multiple of `step` that is not below `value` (towards +∞). Throws RangeError unless step > 0. */
export function roundUpToStep(value: Money, step: Money): Money {
  const rest = restOf(value, step);
  return rest.isZero() ? value : value.minus(rest).plus(step);
}

/** The nearest multiple of `step`, a tie upwards. Throws RangeError unless step > 0. */
export function roundToNearestStep(value: Money, step: Money): Money {
  const rest = restOf(value, step);
  return rest.times(2).lessThan(step) ? value.minus(rest) : value.minus(rest).plus(step);
}

/** Whether `value` is a whole multiple of `step`. Throws RangeError unless step > 0. */
export function isOnStep(value: Money, step: Money): boolean {
  return restOf(value, step).isZero();
}

/** An amount of quote asset as it is booked: 8 decimals, half to even. */
export function roundQuote(value: Money): Money {
  return value.toDecimalPlaces(QUOTE_DECIMALS, Money.ROUND_HALF_EVEN);
}

/** Decimals that a multiple of the step can have: 1 for "0.10", 3 for "0.001", 0 for "5". */
export function decimalsOfStep(step: Money): number {
  return step.decimalPlaces();
}

/** value − roundDown(value), in [0, step). */
function restOf(value: Money, step: Money): Money {
  if (!step.greaterThan(0)) throw new RangeError(`a step must be above 0, not ${step.toString()}`);
  const rest = value.modulo(step);
  return rest.isNegative() && !rest.isZero() ? rest.plus(step) : rest;
}
