import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extremeAge } from '../../../../core/features/kernels/extreme-age.ts';
import { rollingHighest, rollingLowest } from '../../../../core/features/kernels/rolling-extreme.ts';
import { rollingMoments } from '../../../../core/features/kernels/rolling-moments.ts';
import { rollingSum } from '../../../../core/features/kernels/rolling-sum.ts';

const column = (of: fc.Arbitrary<number>): fc.Arbitrary<Float64Array> =>
  fc.array(of, { maxLength: 60 }).map((values) => Float64Array.from(values));
// Whole numbers below 2^20: their sums, and the sums of their squares, are exact.
const whole = column(fc.integer({ min: -1_000_000, max: 1_000_000 }));
const width = fc.integer({ min: 1, max: 17 });
const firstMinute = fc.integer({ min: 0, max: 30_000_000 });

/** `of` each window that is complete, NaN elsewhere. */
function byWindow(x: Float64Array, size: number, of: (window: number[]) => number): number[] {
  return [...x].map((_, i) => (i < size - 1 ? NaN : of([...x.subarray(i - size + 1, i + 1)])));
}

describe('rolling windows', () => {
  it('sum what a plain loop sums, whatever the width, the length and the place of the blocks', () => {
    fc.assert(
      fc.property(whole, width, firstMinute, (x, size, minute) => {
        const out = rollingSum(x, size, new Float64Array(x.length), minute);
        assert.deepEqual(
          [...out].map((value) => value + 0),
          byWindow(x, size, (w) => w.reduce((a, b) => a + b, 0)),
        );
      }),
    );
  });

  it('find the highest and the lowest', () => {
    fc.assert(
      fc.property(whole, width, (x, size) => {
        const out = new Float64Array(x.length);
        assert.deepEqual(
          [...rollingHighest(x, size, out)],
          byWindow(x, size, (w) => Math.max(...w)),
        );
        assert.deepEqual(
          [...rollingLowest(x, size, out)],
          byWindow(x, size, (w) => Math.min(...w)),
        );
      }),
    );
  });

  it('count the bars since the latest of equal extremes', () => {
    const few = column(fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(few, width, (x, size) => {
        const out = new Float64Array(x.length);
        const age = (pick: (...all: number[]) => number) => (w: number[]) => w.length - 1 - w.lastIndexOf(pick(...w));
        assert.deepEqual([...extremeAge(x, size, 1, out)], byWindow(x, size, age(Math.max)));
        assert.deepEqual([...extremeAge(x, size, -1, out)], byWindow(x, size, age(Math.min)));
      }),
    );
  });

  it('have the mean and variance of a plain two-pass computation, far from zero too', () => {
    fc.assert(
      fc.property(whole, width, firstMinute, fc.constantFrom(0, 1e6, 1e9), (x, size, minute, offset) => {
        const shifted = x.map((value) => value / 1024 + offset);
        const mean = new Float64Array(x.length);
        const variance = new Float64Array(x.length);
        rollingMoments(shifted, size, mean, variance, minute);
        const average = (w: number[]): number => w.reduce((a, b) => a + b, 0) / w.length;
        const spread = (w: number[]): number => average(w.map((value) => (value - average(w)) ** 2));
        assertClose(mean, byWindow(shifted, size, average), 1e-14, 1e-11);
        // The plain mean itself is uncertain in the last digit, which its square shows when the values are nearly equal.
        assertClose(variance, byWindow(shifted, size, spread), 1e-12, 1e-12);
      }),
    );
  });

  it('have a variance of exactly 0 when all values are equal', () => {
    const x = new Float64Array(200).fill(29_014.3);
    const [mean, variance] = [new Float64Array(200), new Float64Array(200)];
    rollingMoments(x, 60, mean, variance, 27_522_720);
    assert.ok(variance.subarray(59).every((value) => value === 0));
    assert.ok(mean.subarray(59).every((value) => value === 29_014.3));
  });

  it('give the same bits wherever the column begins', () => {
    fc.assert(
      fc.property(
        column(fc.double({ noNaN: true, min: -1e6, max: 1e6 })),
        width,
        firstMinute,
        fc.nat(30),
        (x, size, minute, cut) => {
          const later = x.subarray(Math.min(cut, x.length));
          const start = x.length - later.length;
          const out = (length: number): Float64Array => new Float64Array(length);
          const sums = rollingSum(x, size, out(x.length), minute).subarray(start + size - 1);
          assert.deepEqual(rollingSum(later, size, out(later.length), minute + start).subarray(size - 1), sums);
          const [mean, variance, laterMean, laterVariance] = [x, x, later, later].map(({ length }) => out(length)) as [
            Float64Array,
            Float64Array,
            Float64Array,
            Float64Array,
          ];
          rollingMoments(x, size, mean, variance, minute);
          rollingMoments(later, size, laterMean, laterVariance, minute + start);
          assert.deepEqual(laterMean.subarray(size - 1), mean.subarray(start + size - 1));
          assert.deepEqual(laterVariance.subarray(size - 1), variance.subarray(start + size - 1));
        },
      ),
    );
  });

  it('forget an undefined value with the window that held it', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => (i === 20 ? NaN : i));
    const out = rollingSum(x, 7, new Float64Array(50), 3);
    out.forEach((value, i) => assert.equal(Number.isNaN(value), i < 6 || (i >= 20 && i < 27), `row ${i}`));
  });

  it('do not drift: after a million rows a sum is still that of its window', () => {
    // 0.1 and 1e8 in turns: a running total that adds and takes away would be wrong in the seventh digit.
    const x = Float64Array.from({ length: 1_000_000 }, (_, i) => (i % 61 === 0 && i < 999_000 ? 1e8 : 0.1));
    const out = rollingSum(x, 60, new Float64Array(x.length), 0);
    assert.ok(Math.abs(out.at(-1)! - 6) < 1e-12);
  });
});

function assertClose(actual: Float64Array, expected: number[], relative: number, absolute = 0): void {
  expected.forEach((value, i) => {
    const same = Number.isNaN(value)
      ? Number.isNaN(actual[i]!)
      : Math.abs(actual[i]! - value) <= relative * Math.abs(value) + absolute;
    assert.ok(same, `row ${i}: ${actual[i]} is not ${value}`);
  });
}
