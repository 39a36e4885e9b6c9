import assert from 'node:assert/strict';
import fc from 'fast-check';
import { money, Money } from '../../../core/money/decimal.ts';
import {
  decimalsOfStep,
  isOnStep,
  roundDownToStep,
  roundQuote,
  roundToNearestStep,
  roundUpToStep,
} from '../../../core/money/rounding.ts';

const value = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, decimals]) => new Money(digits.toString()).div(new Money(10).pow(decimals)));
const step = fc
  .tuple(fc.constantFrom(1, 2, 5, 10, 25, 3), fc.integer({ min: 0, max: 8 }))
  .map(([units, decimals]) => new Money(units).div(new Money(10).pow(decimals)));

describe('rounding to a step', () => {
  it('never leaves the step, whatever the direction', () => {
    fc.assert(
      fc.property(value, step, (v, s) => {
        for (const round of [roundDownToStep, roundUpToStep, roundToNearestStep]) {
          assert.ok(round(v, s).div(s).isInteger(), `${v.toString()} by ${s.toString()}`);
        }
      }),
    );
  });

  it('goes down by less than a step, up by less than a step, and to the nearest by at most half', () => {
    fc.assert(
      fc.property(value, step, (v, s) => {
        const down = v.minus(roundDownToStep(v, s));
        const up = roundUpToStep(v, s).minus(v);
        assert.ok(down.gte(0) && down.lt(s));
        assert.ok(up.gte(0) && up.lt(s));
        assert.ok(roundToNearestStep(v, s).minus(v).abs().times(2).lte(s));
      }),
    );
  });

  it('leaves a value alone that is on the step already', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), step, (count, s) => {
        const v = s.times(count);
        assert.ok(isOnStep(v, s));
        for (const round of [roundDownToStep, roundUpToStep, roundToNearestStep]) assert.ok(round(v, s).equals(v));
      }),
    );
  });

  const table: [text: string, step: string, down: string, up: string, nearest: string][] = [
    ['0.0015', '0.001', '0.001', '0.002', '0.002'],
    ['0.3', '0.10', '0.3', '0.3', '0.3'],
    ['60000.05', '0.10', '60000', '60000.1', '60000.1'],
    ['-0.0014', '0.001', '-0.002', '-0.001', '-0.001'],
    ['7', '5', '5', '10', '5'],
  ];
  for (const [text, by, down, up, nearest] of table) {
    it(`takes ${text} by ${by} to ${down}, ${up} and ${nearest}`, () => {
      const v = money(text);
      const s = money(by);
      assert.equal(roundDownToStep(v, s).toString(), down);
      assert.equal(roundUpToStep(v, s).toString(), up);
      assert.equal(roundToNearestStep(v, s).toString(), nearest);
    });
  }

  it('refuses a step that is not above 0', () => {
    assert.throws(() => roundDownToStep(money('1'), money('0')), RangeError);
    assert.throws(() => isOnStep(money('1'), money('-0.1')), RangeError);
  });
});

describe('rounding of booked amounts', () => {
  it('keeps 8 decimals and sends a tie to the even digit', () => {
    assert.equal(roundQuote(money('0.123456785')).toString(), '0.12345678');
    assert.equal(roundQuote(money('0.123456775')).toString(), '0.12345678');
    assert.equal(roundQuote(money('-0.000000006')).toString(), '-0.00000001');
  });

  it('knows how many decimals a step has', () => {
    assert.equal(decimalsOfStep(money('0.10')), 1);
    assert.equal(decimalsOfStep(money('0.001')), 3);
    assert.equal(decimalsOfStep(money('5')), 0);
  });
});
