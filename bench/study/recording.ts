import { existsSync } from 'node:fs';
import path from 'node:path';
import { createReplayMarket } from '../../adapters/replay-market/replay-market.ts';
import type { ReplayMarket } from '../../adapters/replay-market/replay-market.ts';
import { toFeatureInputs } from '../../core/features/inputs.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';

/** Recorded data beside the checkout. */
const DATA = path.resolve(import.meta.dirname, '../../../shared/data');
export const FUTURES = path.join(DATA, 'klines_usdm_1m');
export const SPOT = path.join(DATA, 'klines_spot_1m');
const FUNDING = path.join(DATA, 'funding/BTCUSDT_funding_8h.csv');

export interface Recording {
  readonly market: ReplayMarket;
  readonly inputs: FeatureInputs;
}

/**
 * A folder of recorded minutes as a market and as columns.
 * @throws Error when the folder isn't there, RangeError when a minute is missing in it.
 */
export async function readRecording(folder: string): Promise<Recording> {
  for (const place of [folder, FUNDING]) {
    if (!existsSync(place)) throw new Error(`the study needs recorded market data, and ${place} isn't there`);
  }
  const market = await createReplayMarket({ path: folder, funding: FUNDING });
  const { historyFrom, endsAt } = market;
  const funding = market.funding(historyFrom, endsAt).map(({ fundingTime, rate }) => ({
    fundingTime,
    rate: Number(rate),
  }));
  return { market, inputs: toFeatureInputs(market.bars(historyFrom, endsAt), funding) };
}
