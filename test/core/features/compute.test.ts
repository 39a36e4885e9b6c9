import assert from 'node:assert/strict';
import { featureBatches } from '../../../core/features/batches.ts';
import { computeFeatures, featureMatrix } from '../../../core/features/compute.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { createFeatureWorkspace } from '../../../core/features/workspace.ts';
import { constantMinutes } from './constant-minutes.ts';

describe('computing features', () => {
  const minutes = constantMinutes(100, 30_000, 10);
  minutes.close.forEach((_, i) => (minutes.close[i] = 30_000 + i));

  it('gives a column of all minutes for each name, in the order asked', () => {
    const columns = computeFeatures(minutes, ['rsi_14', 'return_1']);
    assert.deepEqual([...columns.keys()], ['rsi_14', 'return_1']);
    assert.equal(columns.get('return_1')!.length, 100);
    assert.equal(columns.get('return_1')![99], (1 / 30_098) * 1e4);
  });

  it('gives the last rows as a matrix, a minute after the other', () => {
    const matrix = featureMatrix(minutes, ['minutes_to_funding', 'return_1'], 2);
    assert.deepEqual([...matrix], [381, (1 / 30_097) * 1e4, 380, (1 / 30_098) * 1e4]);
  });

  it('masks a book that was not recorded with 0 in the matrix, and leaves it undefined in the columns', () => {
    assert.deepEqual([...featureMatrix(minutes, ['book_imbalance_5', 'return_60'], 100).slice(0, 2)], [0, NaN]);
    assert.ok(Number.isNaN(computeFeatures(minutes, ['book_imbalance_5']).get('book_imbalance_5')![50]));
  });

  it('takes the book where it was recorded', () => {
    const recorded = new Float64Array(100).fill(NaN).fill(0.25, 50);
    const book = { spreadBps: recorded, imbalance1: recorded, imbalance5: recorded, imbalance20: recorded };
    assert.deepEqual([...featureMatrix({ ...minutes, book }, ['book_imbalance_5'], 51).slice(0, 2)], [0, 0.25]);
  });

  it('uses the columns of a workspace again without mixing two computations', () => {
    const workspace = createFeatureWorkspace();
    const names = ['macd_hist', 'rsi_14', 'bollinger_percent_b', 'volume_z_60'];
    const first = [...featureMatrix(minutes, names, 20, workspace)];
    featureMatrix(constantMinutes(100, 5, 1), names, 20, workspace);
    featureMatrix(constantMinutes(70, 5, 1), names, 20, workspace);
    assert.deepEqual([...featureMatrix(minutes, names, 20, workspace)], first);
    assert.deepEqual([...featureMatrix(minutes, names, 20)], first);
  });

  it('computes no minute at all without complaint', () => {
    assert.equal(computeFeatures(sliceInputs(minutes, 0, 0)).get('rsi_14')!.length, 0);
  });

  it('computes a handful of minutes: what needs more stays undefined', () => {
    const columns = computeFeatures(sliceInputs(minutes, 0, 3));
    assert.deepEqual([...columns.get('macd_hist')!], [NaN, NaN, NaN]);
    assert.deepEqual([...columns.get('volume_z_240')!], [NaN, NaN, NaN]);
  });

  it('refuses more rows than there are minutes, none, and a part of one', () => {
    for (const rows of [101, 0, -1, 1.5, NaN]) {
      assert.throws(
        () => featureMatrix(minutes, ['rsi_14'], rows),
        /rows asked of 100 minutes: 1 to 100 would be right/,
      );
    }
  });

  it('refuses a missing minute, naming its neighbours', () => {
    const openTime = minutes.openTime.slice().fill(Date.UTC(2022, 4, 2), 60);
    assert.throws(
      () => computeFeatures({ ...minutes, openTime }),
      /not consecutive: 2022-05-02T00:00:00.000Z follows 2022-05-01T00:59:00.000Z/,
    );
  });

  it('refuses a missing minute wherever it is', () => {
    for (let gap = 1; gap < 100; gap++) {
      const openTime = minutes.openTime.map((time, i) => (i < gap ? time : time + 60_000));
      const after = new Date(openTime[gap]!).toISOString();
      assert.throws(() => computeFeatures({ ...minutes, openTime }), new RegExp(`not consecutive: ${after} follows`));
    }
  });

  it('refuses a time that no minute opens at', () => {
    const openTime = minutes.openTime.map((time) => time + 1);
    assert.throws(() => computeFeatures({ ...minutes, openTime }), /a minute cannot open at 1651363200001/);
  });

  it('refuses a column of another length, naming it', () => {
    const volume = new Float64Array(99);
    assert.throws(() => computeFeatures({ ...minutes, volume }), /column volume has 99 minutes, the others 100/);
  });

  it('refuses batches of no rows and from before the first', () => {
    assert.throws(() => [...featureBatches(minutes, ['rsi_14'], { rows: 0 })], /batches of 0 rows/);
    assert.throws(() => [...featureBatches(minutes, ['rsi_14'], { from: -1 })], /batches from row -1/);
  });
});
