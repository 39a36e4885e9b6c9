import type { FeatureInputs } from '../../../core/features/inputs.ts';

const SUNDAY = Date.UTC(2022, 4, 1);

/** Minutes from Sunday 2022-05-01 00:00 UTC that are all alike: one price, one volume, half of it bought by takers. */
export function constantMinutes(length: number, price: number, volume: number): FeatureInputs {
  const all = (value: number): Float64Array => new Float64Array(length).fill(value);
  return {
    length,
    openTime: Float64Array.from({ length }, (_, i) => SUNDAY + i * 60_000),
    open: all(price),
    high: all(price),
    low: all(price),
    close: all(price),
    volume: all(volume),
    quoteVolume: all(volume * price),
    trades: all(volume > 0 ? 4 : 0),
    takerBuyVolume: all(volume / 2),
    takerBuyQuoteVolume: all((volume / 2) * price),
    fundingRate: all(0.0001),
  };
}
