import assert from 'node:assert/strict';
import { percentile, table } from '../../../bench/latency/percentiles.ts';

describe('percentiles of measured times', () => {
  it('are values that were measured, by nearest rank, in whatever order they came', () => {
    const values = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
    assert.deepEqual(
      [0.5, 0.95, 0.99, 1].map((share) => percentile(values, share)),
      [50, 95, 99, 100],
    );
    assert.equal(percentile([7], 0.5), 7);
  });

  it('of nothing are not a number', () => {
    assert.ok(Number.isNaN(percentile([], 0.5)));
  });

  it('stand in a table with the count, one line a sample', () => {
    assert.equal(
      table([
        ['fast', [1, 2, 3]],
        ['slow one', [20]],
      ]),
      [
        '             p50     p95     p99    most       n',
        'fast         2.0     3.0     3.0     3.0       3',
        'slow one    20.0    20.0    20.0    20.0       1',
      ].join('\n'),
    );
  });
});
