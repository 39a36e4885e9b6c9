import { TA_LIB_ZERO } from '../kernels/ta-lib-zero.ts';
import type { FeatureContext } from '../context.ts';
import { trueRange } from './true-range.ts';

export interface DirectionalMovement {
  readonly plusDi: Float64Array;
  readonly minusDi: Float64Array;
  readonly adx: Float64Array;
}

const PERIOD = 14;
const FIRST_ADX = 2 * PERIOD - 1;

/**
 * +DI(14), -DI(14) and ADX(14), percent, by TA-Lib: Wilder's running sums begin with the plain sum of 13 minutes, and ADX
 * with the mean of the first 14 DX. Both DI are 0 while the summed range is 0; ADX keeps its value when there is no DX.
 */
export function directionalMovement({ inputs, use, column }: FeatureContext): DirectionalMovement {
  const { high, low } = inputs;
  const range = use(trueRange);
  const n = range.length;
  const [plusDi, minusDi, adx] = [column(), column(), column()];
  plusDi.fill(NaN, 0, Math.min(PERIOD, n));
  minusDi.fill(NaN, 0, Math.min(PERIOD, n));
  adx.fill(NaN, 0, Math.min(FIRST_ADX, n));
  let plusSum = 0;
  let minusSum = 0;
  let rangeSum = 0;
  let average = 0;
  for (let i = 1; i < n; i++) {
    if (i >= PERIOD) {
      plusSum -= plusSum / PERIOD;
      minusSum -= minusSum / PERIOD;
      rangeSum -= rangeSum / PERIOD;
    }
    const up = high[i]! - high[i - 1]!;
    const down = low[i - 1]! - low[i]!;
    if (down > 0 && up < down) minusSum += down;
    else if (up > 0 && up > down) plusSum += up;
    rangeSum += range[i]!;
    if (i < PERIOD) continue;

    const plus = rangeSum < TA_LIB_ZERO ? 0 : 100 * (plusSum / rangeSum);
    const minus = rangeSum < TA_LIB_ZERO ? 0 : 100 * (minusSum / rangeSum);
    plusDi[i] = plus;
    minusDi[i] = minus;
    const total = plus + minus;
    const dx = total < TA_LIB_ZERO ? NaN : 100 * (Math.abs(minus - plus) / total);
    average = nextAverage(average, dx, i);
    if (i >= FIRST_ADX) adx[i] = average;
  }
  return { plusDi, minusDi, adx };
}

/** The sum of DX until ADX begins, its mean there, Wilder's average after. */
function nextAverage(average: number, dx: number, index: number): number {
  if (index > FIRST_ADX) return Number.isNaN(dx) ? average : (average * (PERIOD - 1) + dx) / PERIOD;
  const sum = Number.isNaN(dx) ? average : average + dx;
  return index === FIRST_ADX ? sum / PERIOD : sum;
}
