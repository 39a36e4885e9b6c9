import { LIVE_BARS } from '../../core/features/compute.ts';
import { toFeatureInputs } from '../../core/features/inputs.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Bar } from '../../core/market/bar.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';

/**
 * The minutes of [from, to) as runs without a missing one, those long enough for at least one prediction: as when trading,
 * a model says nothing while one of the 1,500 minutes that it looks at is missing. No features of the book: those are masked
 * when trading, too.
 */
export function consecutiveInputs(market: KnownMinutes, from: number, to: number): FeatureInputs[] {
  const settled = market.funding(from, to).map(({ fundingTime, rate }) => ({ fundingTime, rate: Number(rate) }));
  return runsOf(market.bars(from, to))
    .filter((bars) => bars.length >= LIVE_BARS)
    .map((bars) => toFeatureInputs(bars, settled));
}

function runsOf(bars: readonly Bar[]): Bar[][] {
  const runs: Bar[][] = [];
  let last = NaN;
  for (const bar of bars) {
    if (bar.openTime === last + MINUTE_MS) runs.at(-1)!.push(bar);
    else runs.push([bar]);
    last = bar.openTime;
  }
  return runs;
}
