import type { KlineTable } from '../kline-files/kline-table.ts';
import type { RecordedFunding } from '../kline-files/read-funding.ts';
import { minuteOf } from '../../core/market/bar.ts';
import type { FundingRate } from '../../core/market/funding.ts';
import type { SymbolSpec } from '../../core/matching/engine-contract.ts';
import { createMinuteBook } from '../../core/matching/minute-book.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import { money } from '../../core/money/decimal.ts';
import { decimalsOfStep } from '../../core/money/rounding.ts';

/** A price off the grid now and then is a leftover of an earlier tick, not the tick. */
const SHARE_ON_TICK = 0.99;

/**
 * A recording as a market: its bars and settlements as they were, its books synthetic.
 * @param table at least one bar.
 * @param funding ascending.
 * @param spec its rules today; the tick is that of the minutes [start, end) of the table.
 * @param start index of the first bar that is played; those before are its history.
 */
export function recordedMinutes(
  table: KlineTable,
  funding: readonly RecordedFunding[],
  spec: SymbolSpec,
  start: number,
): KnownMinutes {
  const ofItsTime = withTickOf(spec, table.priceDecimals(start, table.length, SHARE_ON_TICK));
  const tickDecimals = decimalsOfStep(money(ofItsTime.filters.tickSize));
  const priceDecimals = Math.max(tickDecimals, table.priceDecimals(0, table.length));
  return {
    symbol: spec.filters.symbol,
    spec: ofItsTime,
    priceDecimals,
    bar: (openTime) => table.find(openTime),
    bars: (from, until) => table.range(from, until),
    funding: (from, until) => settlements(funding, table, priceDecimals, from, until),
    // One seed for all: of a recording there is only one market.
    bookAt: createMinuteBook(ofItsTime, 0, (from, until) => table.range(from, until)),
  };
}

/** The spec with the tick of the time replayed, where that was finer than today's: 0.01 until 2022-02. */
function withTickOf(spec: SymbolSpec, decimals: number): SymbolSpec {
  if (decimals <= decimalsOfStep(money(spec.filters.tickSize))) return spec;
  return { ...spec, filters: { ...spec.filters, tickSize: money('10').pow(-decimals).toFixed() } };
}

/** With the price of the moment: the open of its minute, or the last close where that minute is missing. */
function settlements(
  recorded: readonly RecordedFunding[],
  table: KlineTable,
  priceDecimals: number,
  from: number,
  to: number,
): FundingRate[] {
  const rates: FundingRate[] = [];
  for (let i = firstAtOrAfter(recorded, from); i < recorded.length && recorded[i]!.fundingTime < to; i++) {
    const { fundingTime, rate } = recorded[i]!;
    const index = table.firstAtOrAfter(minuteOf(fundingTime));
    const price =
      index < table.length && table.openTimeAt(index) === minuteOf(fundingTime)
        ? table.at(index).open
        : table.at(Math.max(0, index - 1)).close;
    rates.push({ fundingTime, rate, markPrice: price.toFixed(priceDecimals) });
  }
  return rates;
}

function firstAtOrAfter(recorded: readonly { readonly fundingTime: number }[], time: number): number {
  let low = 0;
  let high = recorded.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (recorded[middle]!.fundingTime < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
