import { TA_LIB_ZERO } from './ta-lib-zero.ts';

/**
 * Wilder's RSI, percent, as TA-Lib has it: 100 * gain / (gain + loss), Wilder's averages of the rises and the falls from
 * one value to the next; 0 where nothing has ever moved, NaN up to and without index `period`. Two rows a step, as in wilder.ts.
 */
export function relativeStrengthIndex(x: Float64Array, period: number, out: Float64Array): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(period, n));
  if (period >= n) return out;
  // |move| + move is twice the rise and |move| - move twice the fall, exactly and without a branch to mispredict.
  const weight = 0.5 / period;
  const keep = 1 - 1 / period;
  const keepTwice = keep * keep;
  let gain = 0;
  let loss = 0;
  for (let i = 1; i <= period; i++) {
    const move = x[i]! - x[i - 1]!;
    gain += Math.abs(move) + move;
    loss += Math.abs(move) - move;
  }
  gain = (0.5 * gain) / period;
  loss = (0.5 * loss) / period;
  out[period] = share(gain, loss);
  let before = x[period]!;
  let i = period + 1;
  for (; i + 2 <= n; i += 2) {
    const move = x[i]! - before;
    const size = Math.abs(move);
    const rise = (size + move) * weight;
    const fall = (size - move) * weight;
    out[i] = share(gain * keep + rise, loss * keep + fall);
    before = x[i + 1]!;
    const nextMove = before - x[i]!;
    const nextSize = Math.abs(nextMove);
    gain = gain * keepTwice + (rise * keep + (nextSize + nextMove) * weight);
    loss = loss * keepTwice + (fall * keep + (nextSize - nextMove) * weight);
    out[i + 1] = share(gain, loss);
  }
  if (i < n) {
    const move = x[i]! - before;
    const size = Math.abs(move);
    out[i] = share(gain * keep + (size + move) * weight, loss * keep + (size - move) * weight);
  }
  return out;
}

function share(gain: number, loss: number): number {
  const total = gain + loss;
  return total < TA_LIB_ZERO ? 0 : 100 * (gain / total);
}
