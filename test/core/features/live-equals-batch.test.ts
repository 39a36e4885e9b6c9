import assert from 'node:assert/strict';
import { computeFeatures, featureMatrix, LIVE_BARS } from '../../../core/features/compute.ts';
import { featureBatches } from '../../../core/features/batches.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { MODEL_FEATURES } from '../../../core/features/model-features.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { needRealMinutes, realMinutes } from './real-minutes.ts';
import { agree } from './tolerance.ts';

const BATCH_BARS = 20_000;
const MODEL_ROWS = 60;

describe('features of the last 1,500 bars', () => {
  let minutes: FeatureInputs;
  // Spread over two months by steps that share no factor with a day, an hour or a block; with the flat and the wild minutes.
  const ends = Array.from({ length: 24 }, (_, k) => BATCH_BARS + 60 + ((k * 15_013) % 67_000)).concat(39_890, 39_930);

  before(function () {
    needRealMinutes(this);
    minutes = realMinutes('2022-05', '2022-06');
  });

  it('equal those of 20,000 bars to 1e-9, in each of the last 60 minutes', () => {
    for (const end of ends) {
      const live = computeFeatures(sliceInputs(minutes, end - LIVE_BARS, end));
      const batch = computeFeatures(sliceInputs(minutes, end - BATCH_BARS, end));
      for (const { name, history } of FEATURES) {
        if (history === 'book') continue;
        for (let back = 1; back <= MODEL_ROWS; back++) {
          const [one, other] = [live.get(name)!.at(-back)!, batch.get(name)!.at(-back)!];
          assert.ok(!Number.isNaN(one), `${name} is not defined ${back} minutes before minute ${end}`);
          assert.ok(agree(one, other), `${name} at minute ${end - back}: ${one} live, ${other} in the batch`);
        }
      }
    }
  });

  it('equal those of 20,000 bars to the last bit where the feature is not recursive', () => {
    const windowed = FEATURES.filter(({ history, warmUp }) => history !== 'book' && warmUp.settled === warmUp.defined);
    assert.ok(windowed.length > 60);
    for (const end of ends) {
      const live = computeFeatures(sliceInputs(minutes, end - LIVE_BARS, end));
      const batch = computeFeatures(sliceInputs(minutes, end - BATCH_BARS, end));
      for (const { name } of windowed) assert.equal(live.get(name)!.at(-1), batch.get(name)!.at(-1), name);
    }
  });

  it('need no more bars than each feature says: with its warm-up alone the value is settled', () => {
    for (const feature of FEATURES.filter(({ history }) => history !== 'book')) {
      assert.ok(feature.warmUp.settled + MODEL_ROWS - 1 <= LIVE_BARS, feature.name);
      for (const end of ends.slice(0, 12)) {
        const least = computeFeatures(sliceInputs(minutes, end - feature.warmUp.settled, end), [feature.name]);
        const batch = computeFeatures(sliceInputs(minutes, end - 5_000, end), [feature.name]);
        const [one, other] = [least.get(feature.name)!.at(-1)!, batch.get(feature.name)!.at(-1)!];
        assert.ok(agree(one, other), `${feature.name} at minute ${end}: ${one} after its warm-up, ${other} later`);
      }
    }
  });

  it('are the rows that a batch streams through history in parts', () => {
    const history = sliceInputs(minutes, 0, 9_000);
    const whole = computeFeatures(history, MODEL_FEATURES);
    let next = LIVE_BARS;
    for (const part of featureBatches(history, MODEL_FEATURES, { from: LIVE_BARS, rows: 2_000 })) {
      assert.equal(part.firstRow, next);
      part.columns.forEach((column, place) => {
        const name = MODEL_FEATURES[place]!;
        assert.equal(column.length, part.rows);
        column.forEach((value, i) => {
          const other = whole.get(name)![part.firstRow + i]!;
          assert.ok(agree(value, other), `${name} at row ${part.firstRow + i}: ${value}, ${other}`);
        });
      });
      next += part.rows;
    }
    assert.equal(next, history.length);
  });

  it('are the same to the last bit as a matrix, which computes short windows from fewer bars, and as columns', () => {
    const names = FEATURES.map(({ name }) => name);
    for (const end of ends.slice(0, 8)) {
      const live = sliceInputs(minutes, end - LIVE_BARS, end);
      const [matrix, columns] = [featureMatrix(live, names, MODEL_ROWS), computeFeatures(live, names)];
      FEATURES.forEach(({ name, history }, place) => {
        if (history === 'book') return;
        const inMatrix = Array.from({ length: MODEL_ROWS }, (_, row) => matrix[row * names.length + place]);
        assert.deepEqual(inMatrix, [...columns.get(name)!.subarray(-MODEL_ROWS)], name);
      });
    }
  });

  it('fill the model window with finite numbers', () => {
    for (const end of ends) {
      const window = featureMatrix(sliceInputs(minutes, end - LIVE_BARS, end), MODEL_FEATURES, MODEL_ROWS);
      assert.equal(window.length, MODEL_ROWS * MODEL_FEATURES.length);
      assert.ok(window.every(Number.isFinite));
    }
  });
});
