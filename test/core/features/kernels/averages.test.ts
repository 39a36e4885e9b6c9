import assert from 'node:assert/strict';
import { deviationBps } from '../../../../core/features/kernels/deviation-bps.ts';
import { ema } from '../../../../core/features/kernels/ema.ts';
import { linearSlope } from '../../../../core/features/kernels/linear-slope.ts';
import { relativeStrengthIndex } from '../../../../core/features/kernels/relative-strength.ts';
import { wilderAverage } from '../../../../core/features/kernels/wilder.ts';
import { rollingZScore } from '../../../../core/features/kernels/z-score.ts';

const column = (...values: number[]): Float64Array => Float64Array.from(values);
const empty = (length: number): Float64Array => new Float64Array(length);

describe('averages', () => {
  it('an EMA begins with the mean of its first values and then moves by 2 / (period + 1)', () => {
    assert.deepEqual([...ema(column(1, 2, 6, 5, 9), 3, empty(5))], [NaN, NaN, 3, 4, 6.5]);
  });

  it('an EMA can begin later, with the mean of the values before', () => {
    assert.deepEqual([...ema(column(100, 1, 2, 6, 5), 3, empty(5), 3)], [NaN, NaN, NaN, 3, 4]);
  });

  it("Wilder's average begins with a mean and then moves by 1 / period", () => {
    assert.deepEqual([...wilderAverage(column(NaN, 2, 4, 7, 1), 2, empty(5), 2)], [NaN, NaN, 3, 5, 3]);
  });

  it('the RSI is the share of rises in both averages, for an even and an odd number of rows', () => {
    const x = column(10, 12, 11, 11, 14, 13, 13);
    for (const length of [6, 7]) {
      const out = relativeStrengthIndex(x.subarray(0, length), 2, empty(length));
      let [gain, loss] = [1, 0.5];
      assert.ok(Number.isNaN(out[1]) && Math.abs(out[2]! - 100 / 1.5) < 1e-12);
      for (let i = 3; i < length; i++) {
        gain = (gain + Math.max(x[i]! - x[i - 1]!, 0)) / 2;
        loss = (loss + Math.max(x[i - 1]! - x[i]!, 0)) / 2;
        assert.ok(Math.abs(out[i]! - (100 * gain) / (gain + loss)) < 1e-12, `row ${i}: ${out[i]}`);
      }
    }
    assert.deepEqual([...relativeStrengthIndex(column(5, 5, 5, 5), 2, empty(4))], [NaN, NaN, 0, 0]);
  });

  it('averages of too few values are undefined throughout', () => {
    assert.deepEqual([...ema(column(1, 2), 3, empty(2))], [NaN, NaN]);
    assert.deepEqual([...wilderAverage(column(1, 2), 3, empty(2), 3)], [NaN, NaN]);
  });

  it('the slope of a straight line is its own, wherever it lies', () => {
    const line = Float64Array.from({ length: 20 }, (_, i) => 40_000 + 0.25 * i);
    assert.deepEqual([...linearSlope(line, 14, empty(20)).subarray(12)], [NaN, ...Array<number>(7).fill(0.25)]);
  });

  it('a deviation keeps all digits of one tick', () => {
    const [bps] = deviationBps(column(40_000.1), column(40_000), empty(1));
    assert.ok(Math.abs(bps! - 0.025) < 0.025 * 1e-9);
  });

  it('a standard score is 0 in a flat window, and no larger than the floor of the deviation allows', () => {
    assert.deepEqual([...rollingZScore(column(5, 5, 5), 2, empty(3), empty(3), 0)], [NaN, 0, 0]);
    assert.deepEqual([...rollingZScore(column(1, 3), 2, empty(2), empty(2), 0)], [NaN, 1]);
    assert.deepEqual([...rollingZScore(column(1, 3), 2, empty(2), empty(2), 0, 4)], [NaN, 0.25]);
  });
});
