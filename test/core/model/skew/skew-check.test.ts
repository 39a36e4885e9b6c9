import assert from 'node:assert/strict';
import fc from 'fast-check';
import { featureDifferences } from '../../../../core/model/skew/feature-difference.ts';
import { checkSkew, skewRefusal } from '../../../../core/model/skew/skew-check.ts';
import { featuresOutside } from '../../../../core/model/skew/training-range.ts';

const FIRST = Date.UTC(2026, 0, 5, 10, 0);
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const matrix = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 20 }).map((rows) => rows.flat());

describe('differences between live features and those of the batch', () => {
  const names = ['a', 'b'];
  const differences = (live: number[], batch: number[], std = [1, 1]) =>
    featureDifferences({ names, std, live, batch }).map(({ feature, row }) => `${feature}@${row}`);

  const table: [string, number[], number[], string[]][] = [
    ['the same numbers', [1, 2, 3, 4], [1, 2, 3, 4], []],
    ['rounding of a large value', [1e9, 2], [1e9 + 0.9, 2], []],
    ['more than rounding of it', [1e9, 2], [1e9 + 1.1, 2], ['a@0']],
    ['a millionth of the spread, around zero', [0, 2], [9e-7, 2], []],
    ['more than a millionth of it', [0, 2], [1.1e-6, 2], ['a@0']],
    ['the worst row of two is named', [1, 2, 1, 2], [1.1, 2, 1.2, 2], ['a@1']],
    ['only one of the two is a number', [NaN, 2], [1, 2], ['a@0']],
    ['neither is', [NaN, 2], [NaN, 2], []],
    ['infinity', [1, 2], [1, Infinity], ['b@0']],
  ];
  for (const [what, live, batch, expected] of table) {
    it(`${what}: ${expected.join(', ') || 'none'}`, () => assert.deepEqual(differences(live, batch), expected));
  }

  it('a feature that the network does not see is passed over', () => {
    assert.deepEqual(differences([1, 2], [5, 2], [0, 1]), []);
  });

  it('never finds one between a matrix and itself, always one after a shift by a spread', () => {
    fc.assert(
      fc.property(matrix, fc.nat(), (live, place) => {
        assert.deepEqual(differences(live, live), []);
        const moved = live.with(place % live.length, live[place % live.length]! + 1);
        assert.equal(differences(moved, live).length, 1);
      }),
    );
  });

  it('refuses matrices of other shapes', () => {
    assert.throws(() => differences([1, 2], [1, 2, 3, 4]), /2 live and 4 batch values of 2 features/);
  });
});

describe("features outside training's range", () => {
  const scaler = { mean: [0, 10], std: [1, 2], clip: 5 };
  it('goes by the median: a wild minute is none, most minutes are', () => {
    assert.deepEqual(featuresOutside(['a', 'b'], scaler, [0, 10, 0, 10, 900, 10]), []);
    assert.deepEqual(featuresOutside(['a', 'b'], scaler, [0, 30, 0, 30, 0, 10]), [{ feature: 'b', medianScore: 10 }]);
  });
  it('does not move with the order of the minutes', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (column) => {
        const scoreOf = (values: number[]) => featuresOutside(['a'], { mean: [0], std: [1], clip: 5 }, values);
        assert.deepEqual(scoreOf(column), scoreOf([...column].reverse()));
      }),
    );
  });
});

describe('the verdict on skew', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const scaler = { mean: [0, 0, 0, 0, 0], std: [1, 1, 1, 1, 1], clip: 5 };
  const verdict = (live: number[], batch = live) =>
    skewRefusal(checkSkew({ names, scaler, firstMinute: FIRST, live, batch }));

  it('lets features serve that are the same, with a few out of range', () => {
    assert.equal(verdict([0, 0, 6, 7, 8]), undefined);
  });
  it('refuses more out of range, the farthest first', () => {
    assert.equal(
      verdict([0, 6, -9, 7, 8]),
      '4 of 5 features of the last 1 minutes lie outside what it was trained on, and at most 3 may: ' +
        'c at -9.0 standard deviations, e at 8.0 standard deviations, d at 7.0 standard deviations and 1 more',
    );
  });
  it('refuses a difference, with minute and both values', () => {
    assert.equal(
      verdict([0, 0, 0, 0, 0, 0, 0, 1.5, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]),
      '1 of 5 features of the last 2 minutes differ between live and batch: c 1.5 live and 1 in the batch at 2026-01-05T10:01',
    );
  });
});
