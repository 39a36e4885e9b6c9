import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bootstrapMean } from '../../../core/metrics/bootstrap-mean.ts';

describe('the bootstrap of the mean trade', () => {
  it('of equal trades is that trade', () => {
    const ones = Array.from({ length: 10 }, () => 1);
    assert.deepEqual(bootstrapMean(ones, 7), { interval: { low: 1, high: 1 }, pValue: 1 / 2000 });
    assert.equal(
      bootstrapMean(
        ones.map(() => -1),
        7,
      )!.pValue,
      1,
    );
  });

  it('of 400 gains and losses of 1, 220 to 180, is near what the normal approximation says', () => {
    // Mean 0.1, standard error √0.99 / 20 = 0.04975: 0.1 ± 0.0975, P(z > 2.01) = 0.0222.
    const results = Array.from({ length: 400 }, (_, i) => (i < 220 ? 1 : -1));
    const { interval, pValue } = bootstrapMean(results, 7)!;
    assert.ok(Math.abs(interval.low - 0.0025) < 0.02 && Math.abs(interval.high - 0.1975) < 0.02);
    assert.ok(pValue > 0.01 && pValue < 0.04, String(pValue));
  });

  it('is the same for the same seed, and lies between the worst trade and the best', () => {
    const results = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 10, maxLength: 40 });
    fc.assert(
      fc.property(results, fc.integer(), (trades, seed) => {
        const answer = bootstrapMean(trades, seed)!;
        assert.deepEqual(bootstrapMean(trades, seed), answer);
        const { low, high } = answer.interval;
        assert.ok(Math.min(...trades) <= low && low <= high && high <= Math.max(...trades));
        assert.ok(answer.pValue > 0 && answer.pValue <= 1);
      }),
      { numRuns: 50 },
    );
  });
});
