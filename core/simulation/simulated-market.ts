import { DAY_MS, MINUTE_MS, utcDayOf } from '../market/bar.ts';
import type { Bar } from '../market/bar.ts';
import type { FundingRate } from '../market/funding.ts';
import { QUIET } from './informed-burst.ts';
import { hashText } from './random.ts';
import { simulateDay } from './simulated-day.ts';
import type { MarketParameters, MarketState, SimulatedDay } from './simulated-day.ts';

/** First minute of the simulated market: one month of 30 days before its start. */
export const SIMULATED_HISTORY_FROM = Date.UTC(2025, 11, 2);
/** The first minute that has not yet happened when a paper exchange is started on it for the first time. */
export const SIMULATED_START = Date.UTC(2026, 0, 1);
/** Nothing is asked for after this: a mistyped time must not make two centuries of minutes. */
const SIMULATED_END = Date.UTC(2126, 0, 1);
/** Days kept in memory: a month of history and the day before and after; about 0.1 MB each. */
const DAYS_KEPT = 34;

export interface SimulatedMarketOptions {
  /** Any safe integer: the same seed and symbol give the same minutes for ever. */
  readonly seed: number;
  /** Default BTCUSDT. Other symbols have other minutes. */
  readonly symbol?: string;
  /** Price that the market starts from and is drawn back to, quote per base. Default 60,000. */
  readonly anchorPrice?: number;
  /** The tick is 10^-priceDecimals. Default 1. */
  readonly priceDecimals?: number;
  /** The quantity step is 10^-quantityDecimals. Default 3. */
  readonly quantityDecimals?: number;
}

/**
 * A market out of a seed: noise with clustered volatility, a daily rhythm of volume, funding every 8 hours, and one
 * learnable pattern in the order flow (informed-burst.ts). **What a strategy earns on it says nothing about any real
 * market**: the pattern was put there so that a fresh installation has something to trade.
 */
export interface SimulatedMarket {
  readonly symbol: string;
  readonly seed: number;
  /** The tick is 10^-priceDecimals; `price.toFixed(priceDecimals)` is the exact price. */
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  /** Usual volume of one minute in quote, for the depth of a book. */
  readonly minuteVolumeQuote: number;
  /** The bar of a minute, in any order; undefined before SIMULATED_HISTORY_FROM and for a time that is no open time. */
  bar(openTime: number): Bar | undefined;
  /** Bars with openTime in [from, to), ascending; from SIMULATED_HISTORY_FROM without end. */
  bars(from: number, to: number): Bar[];
  /** Settlements with fundingTime in [from, to), ascending. */
  funding(from: number, to: number): FundingRate[];
}

/**
 * Days are made when asked for; the state at the beginning of each is kept, so going back is cheap.
 * Every method throws RangeError for a time after 2125.
 * @throws RangeError when an option is not a number of its kind.
 */
export function createSimulatedMarket(options: SimulatedMarketOptions): SimulatedMarket {
  const market = parametersOf(options);
  const tickScale = 10 ** market.priceDecimals;
  /** checkpoints[n] is the state at the beginning of the n-th day after SIMULATED_HISTORY_FROM. */
  const checkpoints: MarketState[] = [firstState(market.anchorPrice, tickScale)];
  const kept = new Map<number, SimulatedDay>();

  const make = (index: number): SimulatedDay => {
    const made = simulateDay(SIMULATED_HISTORY_FROM + index * DAY_MS, checkpoints[index]!, market);
    checkpoints[index + 1] = made.endState;
    kept.set(index, made);
    if (kept.size > DAYS_KEPT) kept.delete(kept.keys().next().value!);
    return made;
  };
  const dayAt = (dayStart: number): SimulatedDay => {
    const index = (dayStart - SIMULATED_HISTORY_FROM) / DAY_MS;
    const known = kept.get(index);
    if (known) return known;
    while (checkpoints.length <= index) make(checkpoints.length - 1);
    return make(index);
  };
  const bar = (openTime: number): Bar | undefined => {
    if (openTime < SIMULATED_HISTORY_FROM || openTime % MINUTE_MS !== 0) return undefined;
    refuseAfterEnd(openTime);
    const dayStart = utcDayOf(openTime);
    return barOf(dayAt(dayStart), openTime, (openTime - dayStart) / MINUTE_MS);
  };

  return {
    symbol: options.symbol ?? 'BTCUSDT',
    seed: market.seed,
    priceDecimals: market.priceDecimals,
    quantityDecimals: market.quantityDecimals,
    minuteVolumeQuote: market.minuteVolumeQuote,
    bar,
    bars(from, to) {
      refuseAfterEnd(to);
      const bars: Bar[] = [];
      let time = Math.max(SIMULATED_HISTORY_FROM, Math.ceil(from / MINUTE_MS) * MINUTE_MS);
      while (time < to) {
        const dayStart = utcDayOf(time);
        const day = dayAt(dayStart);
        const end = Math.min(to, dayStart + DAY_MS);
        for (; time < end; time += MINUTE_MS) bars.push(barOf(day, time, (time - dayStart) / MINUTE_MS));
      }
      return bars;
    },
    funding(from, to) {
      refuseAfterEnd(to);
      const settlements: FundingRate[] = [];
      for (let day = utcDayOf(Math.max(SIMULATED_HISTORY_FROM, from)); day < to; day += DAY_MS) {
        for (const one of dayAt(day).funding)
          if (one.fundingTime >= from && one.fundingTime < to) settlements.push(one);
      }
      return settlements;
    },
  };
}

function parametersOf(options: SimulatedMarketOptions): MarketParameters {
  const { seed, symbol = 'BTCUSDT', anchorPrice = 60_000, priceDecimals = 1, quantityDecimals = 3 } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`the market's seed ${seed} is not a whole number`);
  if (!(anchorPrice > 0 && anchorPrice < 1e9)) throw new RangeError(`the anchor price ${anchorPrice} is not a price`);
  for (const decimals of [priceDecimals, quantityDecimals]) {
    if (!Number.isInteger(decimals) || decimals < 0 || decimals > 8) {
      throw new RangeError(`${decimals} decimals: not a whole number from 0 to 8`);
    }
  }
  const minuteVolumeQuote = 4_000_000;
  return { seed, symbolHash: hashText(symbol), anchorPrice, priceDecimals, quantityDecimals, minuteVolumeQuote };
}

function firstState(anchorPrice: number, tickScale: number): MarketState {
  const logPrice = Math.log(anchorPrice);
  const closeTicks = Math.round(anchorPrice * tickScale);
  return { logPrice, closeTicks, volatility: 0, activity: 0, burst: QUIET, logPriceAtFunding: logPrice };
}

function barOf(day: SimulatedDay, openTime: number, minute: number): Bar {
  return {
    openTime,
    open: day.open[minute]!,
    high: day.high[minute]!,
    low: day.low[minute]!,
    close: day.close[minute]!,
    volume: day.volume[minute]!,
    quoteVolume: day.quoteVolume[minute]!,
    trades: day.trades[minute]!,
    takerBuyVolume: day.takerBuyVolume[minute]!,
    takerBuyQuoteVolume: day.takerBuyQuoteVolume[minute]!,
  };
}

function refuseAfterEnd(time: number): void {
  if (time > SIMULATED_END) throw new RangeError(`the simulated market ends with 2125; ${time} ms is after that`);
}
