import { DAY_MS, MINUTE_MS } from '../market/bar.ts';
import type { FundingRate } from '../market/funding.ts';
import { BURST, nextPhase } from './informed-burst.ts';
import type { InformedBurst } from './informed-burst.ts';
import { randomStream } from './random.ts';
import type { RandomStream } from './random.ts';

export const MINUTES_A_DAY = DAY_MS / MINUTE_MS;

/** What one day hands to the next: everything that the market remembers. */
export interface MarketState {
  /** Natural logarithm of the unrounded price. */
  readonly logPrice: number;
  /** Last close, in ticks. */
  readonly closeTicks: number;
  /** Logarithm of the noise relative to its mean, and of the volume relative to its seasonal mean. */
  readonly volatility: number;
  readonly activity: number;
  readonly burst: InformedBurst;
  /** logPrice at the last funding settlement. */
  readonly logPriceAtFunding: number;
}

/** What does not change: the symbol's grid and level, and the seed. */
export interface MarketParameters {
  readonly seed: number;
  readonly symbolHash: number;
  /** Price that the market is drawn back to, quote per base. */
  readonly anchorPrice: number;
  /** The tick is 10^-priceDecimals, the quantity step 10^-quantityDecimals. */
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  /** Usual volume of a minute, quote. */
  readonly minuteVolumeQuote: number;
}

/** One UTC day of bars, one column a field of Bar (without openTime: row i is the day's minute i), and its settlements. */
export interface SimulatedDay {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly quoteVolume: Float64Array;
  readonly trades: Float64Array;
  readonly takerBuyVolume: Float64Array;
  readonly takerBuyQuoteVolume: Float64Array;
  readonly funding: readonly FundingRate[];
  readonly endState: MarketState;
}

const BPS = 1e-4;
/** Price noise of a usual minute, basis points. */
const NOISE_BPS = 4.2;
/** Log-volatility and log-activity: AR(1) with this memory a minute and this standard deviation in the long run. */
const MEMORY = 0.985;
const VOLATILITY_SD = 0.2;
const ACTIVITY_SD = 0.3;
/** Half-life of a departure from the anchor: 20 days, so that the price stays within about half and twice the anchor. */
const PULL_PER_MINUTE = Math.LN2 / (20 * MINUTES_A_DAY);
/** Base quantity of a usual trade, as a share of the usual minute's volume. */
const TRADE_SHARE = 1 / 1500;
const FUNDING_MINUTES = 480;

/**
 * The minutes and settlements of one day. The day has a random stream of its own, from (seed, symbol, day), so that a
 * day can be made again from the state at its beginning alone.
 * @param dayStart 00:00 UTC, epoch ms.
 */
export function simulateDay(dayStart: number, start: MarketState, market: MarketParameters): SimulatedDay {
  const random = randomStream(market.seed, market.symbolHash, dayStart / DAY_MS);
  const column = (): Float64Array => new Float64Array(MINUTES_A_DAY);
  const day = {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    quoteVolume: column(),
    trades: column(),
    takerBuyVolume: column(),
    takerBuyQuoteVolume: column(),
  };
  const funding: FundingRate[] = [];
  const tickScale = 10 ** market.priceDecimals;
  const stepScale = 10 ** market.quantityDecimals;
  const logAnchor = Math.log(market.anchorPrice);
  const shock = Math.sqrt(1 - MEMORY * MEMORY);
  let { logPrice, closeTicks, volatility, activity, burst, logPriceAtFunding } = start;

  for (let minute = 0; minute < MINUTES_A_DAY; minute++) {
    if (minute % FUNDING_MINUTES === 0) {
      const rate = fundingRate(logPrice - logPriceAtFunding, random);
      const markPrice = (closeTicks / tickScale).toFixed(market.priceDecimals);
      funding.push({ fundingTime: dayStart + minute * MINUTE_MS, rate, markPrice });
      logPriceAtFunding = logPrice;
    }
    volatility = MEMORY * volatility + shock * VOLATILITY_SD * random.normal();
    activity = MEMORY * activity + shock * ACTIVITY_SD * random.normal();
    burst = nextPhase(burst, buyProbability(logPrice - logAnchor), random);

    const sigma = NOISE_BPS * BPS * Math.exp(volatility) * (burst.phase === 'burst' ? BURST.noise : 1);
    const z = random.normal();
    const drift = burst.phase === 'drift' ? burst.side * BPS * random.between(BURST.driftMinBps, BURST.driftMaxBps) : 0;
    const move = drift + sigma * z - PULL_PER_MINUTE * (logPrice - logAnchor);
    logPrice += move;

    const openTicks = closeTicks + openingJump(random);
    closeTicks = Math.round(Math.exp(logPrice) * tickScale);
    const [lowTicks, highTicks] = extremes(openTicks, closeTicks, sigma, random);

    const usualSteps = (market.minuteVolumeQuote * stepScale) / market.anchorPrice;
    const size = season(minute) * Math.exp(activity + 0.3 * random.normal()) * (0.7 + 0.4 * Math.abs(z));
    const steps = Math.max(1, Math.round(usualSteps * size * volumeOf(burst, random)));
    const buySteps = Math.round(steps * takerBuyShare(burst, z, random));
    // The average price of the minute, between its extremes: so is every quote volume made of it, also when rounded.
    const averageTicks = Math.min(
      highTicks,
      Math.max(lowTicks, (openTicks + 2 * closeTicks + highTicks + lowTicks) / 5),
    );
    const quoteScale = tickScale * stepScale;

    day.open[minute] = openTicks / tickScale;
    day.high[minute] = highTicks / tickScale;
    day.low[minute] = lowTicks / tickScale;
    day.close[minute] = closeTicks / tickScale;
    day.volume[minute] = steps / stepScale;
    day.takerBuyVolume[minute] = buySteps / stepScale;
    day.quoteVolume[minute] = Math.round(steps * averageTicks) / quoteScale;
    day.takerBuyQuoteVolume[minute] = Math.round(buySteps * averageTicks) / quoteScale;
    day.trades[minute] = tradeCount(steps, usualSteps, random);
  }
  return { ...day, funding, endState: { logPrice, closeTicks, volatility, activity, burst, logPriceAtFunding } };
}

/** Bursts sell a little more often above the anchor than below it, which keeps the price near it without a visible force. */
function buyProbability(departure: number): number {
  return 0.5 - 0.1 * Math.tanh(departure / 0.3);
}

/** The open is the previous close, or one tick beside it. */
function openingJump(random: RandomStream): number {
  const u = random.uniform();
  return u < 0.15 ? -1 : u < 0.3 ? 1 : 0;
}

/**
 * Low and high in ticks of a Brownian path between open and close: the maximum m of a bridge from 0 to r has
 * P(m > x) = exp(−2x(x − r)/σ²) (Karatzas & Shreve, Brownian Motion and Stochastic Calculus, 4.3.40), inverted at a
 * uniform draw; the minimum likewise.
 */
function extremes(openTicks: number, closeTicks: number, sigma: number, random: RandomStream): [number, number] {
  const r = closeTicks - openTicks;
  const variance = (sigma * openTicks) ** 2;
  const reach = (): number => Math.sqrt(r * r - 2 * variance * Math.log(1 - random.uniform()));
  const high = Math.round(openTicks + (r + reach()) / 2);
  const low = Math.round(openTicks + (r - reach()) / 2);
  return [Math.min(low, openTicks, closeTicks), Math.max(high, openTicks, closeTicks)];
}

/** Volume by time of day relative to its mean: quietest about 03:00 UTC, busiest about 15:00 UTC. */
function season(minute: number): number {
  return 1 + 0.45 * Math.sin((2 * Math.PI * (minute - 540)) / MINUTES_A_DAY);
}

function volumeOf(burst: InformedBurst, random: RandomStream): number {
  if (burst.phase === 'burst') return random.between(BURST.minVolume, BURST.maxVolume);
  return burst.phase === 'drift' ? 1.3 : 1;
}

/** Taker-buy share, 0..1: buying and rising go together a little in every minute, and much in a burst. */
function takerBuyShare(burst: InformedBurst, z: number, random: RandomStream): number {
  const lean =
    burst.phase === 'burst' ? random.between(BURST.minLean, BURST.maxLean) : burst.phase === 'drift' ? 0.04 : 0;
  const share = 0.5 + burst.side * lean + 0.03 * Math.max(-2, Math.min(2, z)) + 0.06 * random.normal();
  return Math.max(0.02, Math.min(0.98, share));
}

function tradeCount(steps: number, usualSteps: number, random: RandomStream): number {
  return Math.max(
    1,
    Math.min(steps, Math.round((steps / (usualSteps * TRADE_SHARE)) * Math.exp(0.15 * random.normal()))),
  );
}

/** About 1 bp, more after a rise and less after a fall of the last 8 hours; a fraction of 8 decimals. */
function fundingRate(trend: number, random: RandomStream): string {
  const rate = 0.0001 + 0.00008 * Math.tanh(trend / 0.03) + 0.00002 * random.normal();
  return rate.toFixed(8);
}
