import { toFeatureInputs } from '../../../core/features/inputs.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { DAY_MS, MINUTE_MS } from '../../../core/market/bar.ts';
import type { Bar } from '../../../core/market/bar.ts';
import { createSimulatedMarket } from '../../../core/simulation/simulated-market.ts';

/** Minutes of the simulated market and the settlements known in them. */
export function simulatedMinutes(from: number, minutes: number, seed = 1) {
  const market = createSimulatedMarket({ seed });
  const to = from + minutes * MINUTE_MS;
  return { bars: market.bars(from, to), funding: market.funding(from - DAY_MS, to) };
}

/** Columns of `bars`, with each minute's funding. */
export function inputsOf(
  bars: readonly Bar[],
  funding: readonly { fundingTime: number; rate: string }[],
): FeatureInputs {
  return toFeatureInputs(
    bars,
    funding.map(({ fundingTime, rate }) => ({ fundingTime, rate: Number(rate) })),
  );
}
