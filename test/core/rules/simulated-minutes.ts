import { toFeatureInputs } from '../../../core/features/inputs.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { createSimulatedMarket, SIMULATED_HISTORY_FROM } from '../../../core/simulation/simulated-market.ts';

const MINUTE = 60_000;

/** So many minutes from the simulated market's first. */
export function simulatedMinutes(minutes: number, seed = 5): FeatureInputs {
  const market = createSimulatedMarket({ seed });
  const to = SIMULATED_HISTORY_FROM + minutes * MINUTE;
  const funding = market.funding(SIMULATED_HISTORY_FROM, to).map(({ fundingTime, rate }) => ({
    fundingTime,
    rate: Number(rate),
  }));
  return toFeatureInputs(market.bars(SIMULATED_HISTORY_FROM, to), funding);
}
