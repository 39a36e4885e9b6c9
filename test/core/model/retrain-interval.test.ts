import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_RETRAIN_WINDOW, retrainInterval } from '../../../core/model/retrain-interval.ts';
import type { RetrainWindow } from '../../../core/model/retrain-interval.ts';

describe('interval of a retraining', () => {
  it('trains on 180 days and judges on the 14 after them, an hour later', () => {
    assert.deepEqual(retrainInterval('2022-07-13'), {
      from: '2022-01-01',
      to: '2022-06-30',
      heldOut: { from: Date.parse('2022-06-30T01:00:00Z'), to: Date.parse('2022-07-14T00:00:00Z') },
    });
  });

  it('never judges on a minute that a label of the training looked at', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 3, max: 1439 }),
        (windowDays, heldOutDays, embargoMinutes) => {
          const { from, to, heldOut } = retrainInterval('2023-03-01', { windowDays, heldOutDays, embargoMinutes });
          const lastLabelled = Date.parse(to) - 60_000;
          assert.ok(heldOut.from > lastLabelled + 3 * 60_000);
          assert.equal((Date.parse(to) - Date.parse(from)) / 86_400_000, windowDays);
          assert.equal(heldOut.to, Date.parse('2023-03-02'));
        },
      ),
    );
  });

  const wrong: readonly [Partial<RetrainWindow>, RegExp][] = [
    [{ windowDays: 0 }, /windowDays can't be 0; right is a whole number of days, 1 to 3650/],
    [{ heldOutDays: 1.5 }, /heldOutDays can't be 1.5/],
    [{ embargoMinutes: 2 }, /embargoMinutes can't be 2; .* from the label's horizon of 3 to 20159/],
    [{ heldOutDays: 1, embargoMinutes: 1440 }, /embargoMinutes can't be 1440; .* to 1439/],
  ];
  for (const [window, sentence] of wrong) {
    it(`refuses ${JSON.stringify(window)}`, () => {
      assert.throws(() => retrainInterval('2022-07-13', { ...DEFAULT_RETRAIN_WINDOW, ...window }), sentence);
    });
  }
  it('refuses a day that is none', () => {
    assert.throws(() => retrainInterval('2022-02-30'), /"2022-02-30" is not a date/);
  });
});
