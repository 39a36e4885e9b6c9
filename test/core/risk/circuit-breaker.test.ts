import assert from 'node:assert/strict';
import fc from 'fast-check';
import { drawdownOf, haltUntil, isBreakerTripped } from '../../../core/risk/circuit-breaker.ts';

const LIMITS = { dailyDrawdown: 0.05, haltMs: 86_400_000 };

describe('24 h circuit breaker', () => {
  it('measures the fall below the start of the day as a fraction', () => {
    assert.equal(drawdownOf('10000', '9750'), 0.025);
  });

  it('measures nothing when equity has risen, or when the day began with nothing', () => {
    assert.equal(drawdownOf('10000', '10500'), 0);
    assert.equal(drawdownOf('0', '100'), 0);
  });

  for (const [equity, tripped] of [
    ['9500.00000001', false],
    ['9500', true],
    ['9499.99', true],
    ['10000', false],
    ['-5', true],
  ] as const) {
    it(`${tripped ? 'trips' : 'does not trip'} at ${equity} of 10000`, () => {
      assert.equal(isBreakerTripped('10000', equity, LIMITS), tripped);
    });
  }

  it('does not trip on a day that began with nothing', () => {
    assert.equal(isBreakerTripped('0', '0', LIMITS), false);
  });

  it('trips at exactly the limit whatever the start, where binary floats would miss it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), (cents) => {
        // 95 % of `cents` hundredths, written exactly.
        const equity = `${BigInt(cents) * 95n}e-4`;
        assert.equal(isBreakerTripped(`${cents}e-2`, equity, LIMITS), true);
      }),
    );
  });

  it('halts for 24 h of exchange time', () => {
    assert.equal(haltUntil(1_000, LIMITS), 86_401_000);
  });

  it('names a text that is not a number', () => {
    assert.throws(() => drawdownOf('10000', 'NaN'), /"NaN" is not a finite decimal number/);
  });
});
