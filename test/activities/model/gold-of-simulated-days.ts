import { buildGold } from '../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../adapters/lakehouse/stages/silver.ts';
import type { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { DAY_MS } from '../../../core/market/bar.ts';
import { dateOf, datesOf } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { createSimulatedMarket, SIMULATED_HISTORY_FROM } from '../../../core/simulation/simulated-market.ts';

/** Brings the first days of the simulated market's history into silver and gold. Returns them: [from, to). */
export async function goldOfSimulatedDays(lake: Lakehouse, days: number): Promise<{ from: UtcDate; to: UtcDate }> {
  const [from, to] = [SIMULATED_HISTORY_FROM, SIMULATED_HISTORY_FROM + days * DAY_MS];
  const market = createSimulatedMarket({ seed: 1 });
  const funding = market.funding(from, to);
  const bronze = await lake.table('bronze/funding');
  await bronze.append(
    {
      symbol: funding.map(() => market.symbol),
      source: funding.map(() => 'rest'),
      origin: funding.map(() => 'GET /fapi/v1/fundingRate'),
      event_time: funding.map(({ fundingTime }) => fundingTime),
      receive_time: funding.map(({ fundingTime }) => fundingTime),
      payload: funding.map(({ fundingTime, rate, markPrice }) =>
        JSON.stringify({ symbol: market.symbol, fundingTime, fundingRate: rate, markPrice }),
      ),
      date: funding.map(({ fundingTime }) => dateOf(fundingTime)),
    },
    { transaction: { appId: 'test/funding', version: 0 } },
  );
  const dates = datesOf({ from, to });
  const askKlines = async (_symbol: string, first: number, end: number) => market.bars(first, end);
  await buildSilver(lake, { symbol: market.symbol, dates, askKlines });
  await buildGold(lake, { symbol: market.symbol, dates });
  return { from: dateOf(from), to: dateOf(to) };
}
