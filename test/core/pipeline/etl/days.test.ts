import assert from 'node:assert/strict';
import { daysDue, monthChunks, newestCompleteDay } from '../../../../core/pipeline/etl/days.ts';

const at = (text: string): number => Date.parse(text);

describe('the days of the ETL', () => {
  it('are complete at midnight, not before', () => {
    assert.equal(newestCompleteDay(at('2022-05-09T23:59:59.999Z')), '2022-05-08');
    assert.equal(newestCompleteDay(at('2022-05-10T00:00:00Z')), '2022-05-09');
  });

  it('are due after the last one that succeeded', () => {
    const now = at('2022-03-02T00:10:00Z');
    assert.deepEqual(daysDue('2022-02-26', now), ['2022-02-27', '2022-02-28', '2022-03-01']);
    assert.deepEqual(daysDue('2022-03-01', now), []);
    assert.deepEqual(daysDue('2022-04-01', now), [], 'a market that was set back');
    assert.deepEqual(daysDue(null, now), ['2022-03-01']);
  });

  it('go by the month', () => {
    const chunks = monthChunks('2022-01-30', '2022-03-02');
    assert.deepEqual(
      chunks.map((dates) => [dates[0], dates.length]),
      [
        ['2022-01-30', 2],
        ['2022-02-01', 28],
        ['2022-03-01', 1],
      ],
    );
    assert.throws(() => monthChunks('2022-03-02', '2022-01-30'), /is empty/);
  });
});
