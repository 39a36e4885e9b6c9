import type { Derivation } from '../context.ts';
import { rollingHighest, rollingLowest } from '../kernels/rolling-extreme.ts';

export interface PriceChannel {
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
}

/** Highest high and lowest low of the last `period` minutes, quote. */
export function priceChannel(period: number): Derivation<PriceChannel> {
  return ({ inputs, column }) => ({
    highest: rollingHighest(inputs.high, period, column()),
    lowest: rollingLowest(inputs.low, period, column()),
  });
}

/** The channel of the stochastic oscillators. */
export const channel14 = priceChannel(14);
