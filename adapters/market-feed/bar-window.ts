import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Bar } from '../../core/market/bar.ts';
import { toFeatureInputs } from '../../core/features/inputs.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';
import type { MarketData } from '../exchange/port.ts';

/** Settlements older than the window plus this are not needed for "last settled rate". */
const FUNDING_LOOKBACK_MS = 3 * 24 * 60 * MINUTE_MS;

/**
 * The last bars of one symbol, in memory: fed by the stream, completed by REST. A window is never handed out with a gap:
 * what is missing is asked for, and what the exchange doesn't have is an error.
 */
export class BarWindow {
  private readonly bars = new Map<number, Bar>();
  private funding: { fundingTime: number; rate: number }[] = [];
  private fundingKnownUntil = 0;
  private readonly market: MarketData;
  private readonly symbol: string;
  /** Bars kept: what the model needs. */
  readonly size: number;

  constructor(market: MarketData, symbol: string, size: number) {
    this.market = market;
    this.symbol = symbol;
    this.size = size;
  }

  /** A complete bar from the stream. */
  add(bar: Bar): void {
    this.bars.set(bar.openTime, bar);
    if (this.bars.size > this.size * 2) this.forgetBefore(bar.openTime - this.size * MINUTE_MS);
  }

  get(openTime: number): Bar | undefined {
    return this.bars.get(openTime);
  }

  /**
   * The columns of the `size` minutes that end with the one that opened at `last`.
   * @throws Error when the exchange does not have every minute of them; ExchangeError when it can't be asked.
   */
  async endingAt(last: number): Promise<FeatureInputs> {
    const first = last - (this.size - 1) * MINUTE_MS;
    await this.complete(first, last);
    await this.knowFunding(first, last);
    const bars: Bar[] = [];
    for (let openTime = first; openTime <= last; openTime += MINUTE_MS) {
      const bar = this.bars.get(openTime);
      if (!bar) {
        throw new Error(
          `the exchange has no bar of ${this.symbol} for ${new Date(openTime).toISOString()}, one of the ${this.size} minutes that a prediction needs`,
        );
      }
      bars.push(bar);
    }
    return toFeatureInputs(bars, this.funding);
  }

  private async complete(first: number, last: number): Promise<void> {
    let from: number | undefined;
    let to = first;
    for (let openTime = first; openTime <= last; openTime += MINUTE_MS) {
      if (this.bars.has(openTime)) continue;
      from ??= openTime;
      to = openTime + MINUTE_MS;
    }
    if (from === undefined) return;
    for (const bar of await this.market.klines(this.symbol, from, to)) this.bars.set(bar.openTime, bar);
  }

  private async knowFunding(first: number, last: number): Promise<void> {
    const until = last + MINUTE_MS;
    // A settlement can only be new once a funding hour has passed since we last asked.
    const hour = 60 * MINUTE_MS;
    if (Math.floor(until / hour) <= Math.floor(this.fundingKnownUntil / hour) && this.funding.length > 0) return;
    const rates = await this.market.fundingRates(this.symbol, first - FUNDING_LOOKBACK_MS, until);
    this.funding = rates.map((rate) => ({ fundingTime: rate.fundingTime, rate: Number(rate.rate) }));
    this.fundingKnownUntil = until;
  }

  private forgetBefore(openTime: number): void {
    for (const known of this.bars.keys()) if (known < openTime) this.bars.delete(known);
  }
}
