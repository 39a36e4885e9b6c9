import { DAY_MS, MINUTE_MS } from '../../market/bar.ts';
import type { FeatureContext } from '../context.ts';
import { typicalPrice } from './price.ts';

/** Traded value over volume since 00:00 UTC, quote. */
export function vwapOfDay({ inputs, column }: FeatureContext): Float64Array {
  return sinceMidnight(inputs.openTime, inputs.quoteVolume, inputs.volume, inputs.close, column());
}

/** Typical price weighted by volume since 00:00 UTC, quote: the VWAP that charts draw from bars. */
export function chartVwapOfDay({ inputs, use, column }: FeatureContext): Float64Array {
  const typical = use(typicalPrice);
  const value = column();
  for (let i = 0; i < value.length; i++) value[i] = typical[i]! * inputs.volume[i]!;
  return sinceMidnight(inputs.openTime, value, inputs.volume, inputs.close, column());
}

/** NaN before the first midnight of the columns: a day whose start is not among them has no anchor. */
function sinceMidnight(
  openTime: Float64Array,
  value: Float64Array,
  volume: Float64Array,
  close: Float64Array,
  out: Float64Array,
): Float64Array {
  let toMidnight = openTime.length > 0 ? (DAY_MS - (openTime[0]! % DAY_MS)) % DAY_MS : 0;
  let valueSum = NaN;
  let volumeSum = NaN;
  for (let i = 0; i < out.length; i++) {
    if (toMidnight === 0) {
      valueSum = 0;
      volumeSum = 0;
      toMidnight = DAY_MS;
    }
    toMidnight -= MINUTE_MS;
    valueSum += value[i]!;
    volumeSum += volume[i]!;
    out[i] = volumeSum === 0 ? close[i]! : valueSum / volumeSum;
  }
  return out;
}
