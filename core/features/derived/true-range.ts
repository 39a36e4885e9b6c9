import type { FeatureContext } from '../context.ts';
import { wilderAverage } from '../kernels/wilder.ts';

/** Wilder's true range, quote: max(high - low, |high - close before|, |low - close before|). NaN in the first minute. */
export function trueRange({ inputs, column }: FeatureContext): Float64Array {
  return rangeWithCloseBefore(inputs.high, inputs.low, inputs.close, column());
}

function rangeWithCloseBefore(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
): Float64Array {
  const n = out.length;
  if (n === 0) return out;
  out[0] = NaN;
  let before = close[0]!;
  for (let i = 1; i < n; i++) {
    // The largest of the three differences is that of the outermost two, to the last bit; the close before is seldom one.
    const top = before > high[i]! ? before : high[i]!;
    const bottom = before >= low[i]! ? low[i]! : before;
    out[i] = top - bottom;
    before = close[i]!;
  }
  return out;
}

/** ATR(14), quote: Wilder's average of the true range, first at index 14 as in TA-Lib. */
export function atr14({ use, column }: FeatureContext): Float64Array {
  return wilderAverage(use(trueRange), 14, column(), 14);
}
