import type { FeatureInputs } from '../features/inputs.ts';
import { MINUTE_MS } from '../market/bar.ts';
import type { Bar } from '../market/bar.ts';
import type { FundingRate } from '../market/funding.ts';
import type { SymbolSpec } from '../matching/engine-contract.ts';
import { createMinuteBook } from '../matching/minute-book.ts';
import type { KnownMinutes } from '../matching/minute-market.ts';

const FUNDING_INTERVAL_MS = 8 * 60 * MINUTE_MS;

/**
 * Columns as a market, so that whatever is done to the columns is done to the market too. Prices are rounded to
 * `priceDecimals`; the settlement of each eighth hour has the rate that its minute's column holds.
 */
export function marketOfColumns(inputs: FeatureInputs, spec: SymbolSpec, priceDecimals: number): KnownMinutes {
  const first = inputs.openTime[0] ?? 0;
  const end = first + inputs.length * MINUTE_MS;
  const price = (value: number): number => Number(value.toFixed(priceDecimals));
  const bar = (openTime: number): Bar | undefined => {
    const row = (openTime - first) / MINUTE_MS;
    if (!Number.isInteger(row) || row < 0 || row >= inputs.length) return undefined;
    return {
      openTime,
      open: price(inputs.open[row]!),
      high: price(inputs.high[row]!),
      low: price(inputs.low[row]!),
      close: price(inputs.close[row]!),
      volume: inputs.volume[row]!,
      quoteVolume: inputs.quoteVolume[row]!,
      trades: inputs.trades[row]!,
      takerBuyVolume: inputs.takerBuyVolume[row]!,
      takerBuyQuoteVolume: inputs.takerBuyQuoteVolume[row]!,
    };
  };
  const bars = (from: number, to: number): Bar[] => {
    const found: Bar[] = [];
    const start = Math.ceil(Math.max(from, first) / MINUTE_MS) * MINUTE_MS;
    for (let openTime = start; openTime < Math.min(to, end); openTime += MINUTE_MS) found.push(bar(openTime)!);
    return found;
  };
  return {
    symbol: spec.filters.symbol,
    spec,
    priceDecimals,
    bar,
    bars,
    funding: (from, to) => settlements(inputs, Math.max(from, first), Math.min(to, end), bar),
    bookAt: createMinuteBook(spec, 0, bars),
  };
}

function settlements(
  inputs: FeatureInputs,
  from: number,
  to: number,
  bar: (openTime: number) => Bar | undefined,
): FundingRate[] {
  const found: FundingRate[] = [];
  const start = Math.ceil(from / FUNDING_INTERVAL_MS) * FUNDING_INTERVAL_MS;
  for (let time = start; time < to; time += FUNDING_INTERVAL_MS) {
    const rate = inputs.fundingRate[(time - inputs.openTime[0]!) / MINUTE_MS]!;
    if (Number.isNaN(rate)) continue;
    found.push({ fundingTime: time, rate: rate.toFixed(8), markPrice: String(bar(time)!.open) });
  }
  return found;
}
