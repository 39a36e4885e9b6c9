import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY_MS } from '../../../core/market/bar.ts';
import { dateOf, datesOf, dayInterval, startOfDate } from '../../../core/pipeline/data-interval.ts';

describe('the data interval of a day', () => {
  it('is half open, from midnight to midnight UTC', () => {
    const { from, to } = dayInterval('2022-05-09');
    assert.equal(new Date(from).toISOString(), '2022-05-09T00:00:00.000Z');
    assert.equal(new Date(to).toISOString(), '2022-05-10T00:00:00.000Z');
    assert.equal(dateOf(from), '2022-05-09');
    assert.equal(dateOf(to - 1), '2022-05-09');
    assert.equal(dateOf(to), '2022-05-10');
  });

  for (const text of ['', '2022-5-9', '2022-02-29', '2022-13-01', '2022-05-09T00:00:00Z', 'yesterday', '20220509']) {
    it(`refuses "${text}" with a sentence`, () => {
      assert.throws(() => startOfDate(text), {
        name: 'RangeError',
        message: `"${text}" is not a date; right is a UTC day such as 2022-05-09`,
      });
    });
  }

  it('knows a leap day', () => {
    assert.equal(dayInterval('2024-02-29').to, startOfDate('2024-03-01'));
  });

  it('lists the days of an interval, and any list of days in a row is an interval', () => {
    assert.deepEqual(datesOf({ from: startOfDate('2022-02-27'), to: startOfDate('2022-03-02') }), [
      '2022-02-27',
      '2022-02-28',
      '2022-03-01',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 400 }), (first, count) => {
        const dates = datesOf({ from: first * DAY_MS, to: (first + count) * DAY_MS });
        assert.equal(dates.length, count);
        dates.forEach((date, index) => assert.equal(startOfDate(date), (first + index) * DAY_MS));
      }),
    );
  });

  it('refuses an interval that is empty or does not begin at midnight', () => {
    const from = startOfDate('2022-05-09');
    assert.throws(() => datesOf({ from, to: from }), /2022-05-09 to 2022-05-09 is empty/);
    assert.throws(() => datesOf({ from: from + 1, to: from + DAY_MS }), /does not begin and end at 00:00 UTC/);
  });
});
