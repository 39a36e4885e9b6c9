import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';
import { createMinuteBook } from '../../../core/matching/minute-book.ts';
import { money } from '../../../core/money/decimal.ts';
import { decimalsOfStep } from '../../../core/money/rounding.ts';
import {
  createSimulatedMarket,
  SIMULATED_HISTORY_FROM,
  SIMULATED_START,
} from '../../../core/simulation/simulated-market.ts';
import type { MinuteMarket } from './source.ts';

export interface SimulatedMinuteMarketOptions {
  /** Any whole number: the same seed gives the same market for ever. */
  readonly seed: number;
  /** Its rules, and with them its symbol, tick and step; default BTCUSDT's. */
  readonly spec?: SymbolSpec;
  /** Price that the market starts from and is drawn back to; default 60,000. */
  readonly anchorPrice?: number;
}

/**
 * The market that a fresh installation trades on: no data, no network, one month of history before 2026-01-01, and then it
 * never ends. It holds a pattern that was put there to be found (core/simulation), so profits on it mean nothing.
 * @throws RangeError for a seed that isn't a whole number, and for a spec whose tick or step isn't a power of ten.
 */
export function createSimulatedMinuteMarket(
  options: SimulatedMinuteMarketOptions,
): MinuteMarket & { readonly seed: number } {
  const { seed, spec = BTCUSDT_SPEC, anchorPrice } = options;
  const { symbol } = spec.filters;
  const market = createSimulatedMarket({
    seed,
    symbol,
    priceDecimals: decimalsOfGrid(spec.filters.tickSize),
    quantityDecimals: decimalsOfGrid(spec.filters.stepSize),
    ...(anchorPrice === undefined ? {} : { anchorPrice }),
  });
  return {
    kind: 'simulated',
    symbol,
    seed,
    spec,
    priceDecimals: market.priceDecimals,
    historyFrom: SIMULATED_HISTORY_FROM,
    startsAt: SIMULATED_START,
    bar: (openTime) => market.bar(openTime),
    bars: (from, to) => market.bars(from, to),
    funding: (from, to) => market.funding(from, to),
    bookAt: createMinuteBook(spec, seed, (from, to) => market.bars(from, to)),
  };
}

/** 1 for "0.10", 3 for "0.001". */
function decimalsOfGrid(step: string): number {
  const decimals = decimalsOfStep(money(step));
  if (money(step).equals(money('10').pow(-decimals))) return decimals;
  throw new RangeError(`a simulated market needs a tick and a step of 1, 0.1, 0.01 …, not ${step}`);
}
