import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cholesky } from '../../../core/rules/cholesky.ts';
import { fitSoftmax, softmaxProbabilities } from '../../../core/rules/softmax-regression.ts';
import type { SoftmaxSamples } from '../../../core/rules/softmax-regression.ts';
import { randomStream } from '../../../core/simulation/random.ts';

/** Rows whose classes are drawn from known coefficients. */
function drawn(rows: number, truth: readonly [Float64Array, Float64Array], seed = 3): SoftmaxSamples {
  const random = randomStream(seed);
  const cols = truth[0].length - 1;
  const values = Float32Array.from({ length: rows * cols }, () => random.normal());
  const labels = new Int8Array(rows);
  for (let row = 0; row < rows; row++) {
    const [sell, hold] = softmaxProbabilities(truth, values, row * cols);
    const lot = random.uniform();
    labels[row] = lot < sell ? 0 : lot < sell + hold ? 1 : 2;
  }
  return { values, cols, labels };
}

describe('softmax regression', () => {
  const truth = [Float64Array.of(-1, 0.8, -0.5), Float64Array.of(-1.2, -0.6, 0.4)] as const;

  it('finds the coefficients that the classes were drawn from', () => {
    const { coefficients } = fitSoftmax(drawn(40_000, truth), { iterations: 200 });
    coefficients.forEach((found, side) =>
      found.forEach((value, i) =>
        assert.ok(Math.abs(value - truth[side]![i]!) < 0.06, `${value} for ${truth[side]![i]}`),
      ),
    );
  });

  it('never gets worse from one iteration to the next, and ends where the gradient is 0', () => {
    const samples = drawn(3_000, truth, 9);
    const { losses, coefficients } = fitSoftmax(samples, { iterations: 300, ridge: 0 });
    losses.slice(1).forEach((loss, i) => assert.ok(loss <= losses[i]! + 1e-12, `iteration ${i + 1}: ${loss}`));
    // At the maximum the probabilities add up to the counts: the gradient by the intercepts.
    const sums = [0, 0, 0];
    const counts = [0, 0, 0];
    samples.labels.forEach((label, row) => {
      counts[label] = counts[label]! + 1;
      softmaxProbabilities(coefficients, samples.values, row * samples.cols).forEach(
        (p, i) => (sums[i] = sums[i]! + p),
      );
    });
    sums.forEach((sum, i) => assert.ok(Math.abs(sum - counts[i]!) < 1e-3, `${sum} for ${counts[i]}`));
  });

  it('gives probabilities that sum to 1, however extreme', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 2 }),
        (values) => {
          const p = softmaxProbabilities(truth, values);
          assert.ok(p.every((share) => share >= 0 && share <= 1));
          assert.ok(Math.abs(p[0] + p[1] + p[2] - 1) < 1e-12);
        },
      ),
    );
  });

  it('refuses to learn from nothing', () => {
    const nothing = { values: new Float32Array(0), cols: 2, labels: new Int8Array(0) };
    assert.throws(() => fitSoftmax(nothing), /without rows/);
  });
});

describe('Cholesky', () => {
  it('solves A x = b for any positive definite A', () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 12, maxLength: 12 }),
        fc.array(number, { minLength: 3, maxLength: 3 }),
        (m, x) => {
          // A = MᵀM + I, with M of 4 × 3.
          const a = Float64Array.from({ length: 9 }, (_, place) => {
            const [i, j] = [Math.floor(place / 3), place % 3];
            let sum = i === j ? 1 : 0;
            for (let k = 0; k < 4; k++) sum += m[k * 3 + i]! * m[k * 3 + j]!;
            return sum;
          });
          const b = Float64Array.from({ length: 3 }, (_, i) =>
            x.reduce((sum, value, j) => sum + a[i * 3 + j]! * value, 0),
          );
          cholesky(a, 3).solve(b);
          x.forEach((value, i) =>
            assert.ok(Math.abs(b[i]! - value) < 1e-6 * Math.max(1, Math.abs(value)), `${b[i]} for ${value}`),
          );
        },
      ),
    );
  });

  it('refuses a matrix that is not positive definite', () => {
    assert.throws(() => cholesky(Float64Array.of(1, 2, 2, 1), 2), /not positive definite/);
  });
});
