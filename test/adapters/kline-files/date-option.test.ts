import assert from 'node:assert/strict';
import { parseUtcDate } from '../../../adapters/kline-files/date-option.ts';

describe('a date on the command line', () => {
  it('is a day or a minute of UTC', () => {
    assert.equal(parseUtcDate('2022-05-09', '--from'), Date.UTC(2022, 4, 9));
    assert.equal(parseUtcDate('2022-05-09T12:30', '--from'), Date.UTC(2022, 4, 9, 12, 30));
    assert.equal(parseUtcDate('2022-05-09T12:30:00Z', '--from'), Date.UTC(2022, 4, 9, 12, 30));
  });

  it('is refused by name when the calendar has no such day', () => {
    for (const text of ['2022-02-30', '2022-13-01', '09.05.2022', '2022-05-09T25:00', '2022-05-09T12:30:30', '']) {
      assert.throws(() => parseUtcDate(text, '--from'), {
        name: 'RangeError',
        message: `--from "${text}" is not a date; write 2022-05-09 or 2022-05-09T12:30 (UTC)`,
      });
    }
  });
});
