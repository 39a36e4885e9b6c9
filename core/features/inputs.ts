import type { Bar } from '../market/bar.ts';
import type { BarColumns } from '../market/bar-columns.ts';

/**
 * Columns of consecutive minutes, ascending, all of the same length: what every feature is computed from.
 * `fundingRate[i]` is the last settled funding rate known at the close of minute i (a fraction; NaN before the first).
 */
export interface FeatureInputs extends BarColumns {
  readonly length: number;
  readonly fundingRate: Float64Array;
  /** Book features have no history before we recorded it: absent there, and masked the same way when serving. */
  readonly book?: BookColumns;
}

/** Per minute, from the last depth20 snapshot before the close. NaN where none was recorded. */
export interface BookColumns {
  /** (ask − bid) / mid in basis points. */
  readonly spreadBps: Float64Array;
  /** (bid − ask quantity) / (bid + ask quantity) over the best 1, 5 and 20 levels: −1..1. */
  readonly imbalance1: Float64Array;
  readonly imbalance5: Float64Array;
  readonly imbalance20: Float64Array;
}

/**
 * Columns from bars, with each minute's last settled funding rate.
 * @param funding settlements ascending by time, rate as a fraction.
 * @throws RangeError naming the first minute that is missing, double or out of order.
 */
export function toFeatureInputs(
  bars: readonly Bar[],
  funding: readonly { readonly fundingTime: number; readonly rate: number }[],
): FeatureInputs {
  const n = bars.length;
  const column = (): Float64Array => new Float64Array(n);
  const inputs = {
    length: n,
    openTime: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    quoteVolume: column(),
    trades: column(),
    takerBuyVolume: column(),
    takerBuyQuoteVolume: column(),
    fundingRate: column(),
  };
  let settled = -1;
  for (let i = 0; i < n; i++) {
    const bar = bars[i]!;
    if (i > 0 && bar.openTime !== bars[i - 1]!.openTime + 60_000) {
      throw new RangeError(
        `bars are not consecutive minutes: ${new Date(bar.openTime).toISOString()} follows ${new Date(bars[i - 1]!.openTime).toISOString()}`,
      );
    }
    inputs.openTime[i] = bar.openTime;
    inputs.open[i] = bar.open;
    inputs.high[i] = bar.high;
    inputs.low[i] = bar.low;
    inputs.close[i] = bar.close;
    inputs.volume[i] = bar.volume;
    inputs.quoteVolume[i] = bar.quoteVolume;
    inputs.trades[i] = bar.trades;
    inputs.takerBuyVolume[i] = bar.takerBuyVolume;
    inputs.takerBuyQuoteVolume[i] = bar.takerBuyQuoteVolume;
    // Settlement times jitter by tens of ms after the hour; one that falls inside this minute is known at its close.
    while (settled + 1 < funding.length && funding[settled + 1]!.fundingTime < bar.openTime + 60_000) settled++;
    inputs.fundingRate[i] = settled >= 0 ? funding[settled]!.rate : NaN;
  }
  return inputs;
}
