import type { Money } from '../money/decimal.ts';
import { money } from '../money/decimal.ts';

const BPS = 10_000;

/** What one side of a trade costs, as a fraction of its notional: the taker fee and the slippage assumed. */
export function sideCost(takerFee: Money, slippageBps: number): Money {
  return takerFee.plus(money(String(slippageBps)).div(BPS));
}

/** What going in and out by market orders costs, as a fraction of notional: 2 × taker fee + 2 × slippage. */
export function roundTripCost(takerFee: Money, slippageBps: number): Money {
  return sideCost(takerFee, slippageBps).times(2);
}

/** A fraction in basis points. */
export function inBps(fraction: Money): number {
  return fraction.times(BPS).toNumber();
}
