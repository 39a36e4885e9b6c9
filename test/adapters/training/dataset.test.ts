import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildDataset, writeDataset } from '../../../adapters/training/dataset.ts';
import { TrainingFailure } from '../../../adapters/training/training-failure.ts';
import { computeFeatures } from '../../../core/features/compute.ts';
import { featureHash } from '../../../core/features/feature-hash.ts';
import { MODEL_FEATURES } from '../../../core/features/model-features.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import { SIMULATED_START } from '../../../core/simulation/simulated-market.ts';
import { inputsOf, simulatedMinutes } from '../model/simulated-minutes.ts';

describe('training dataset', () => {
  const { bars, funding } = simulatedMinutes(SIMULATED_START, 6_000);
  const dataset = buildDataset(bars, funding);
  const { description } = dataset;

  const bytesOf = (name: string): Buffer => Buffer.from(dataset.files.get(name)!);

  it('is the same bytes for the same minutes', () => {
    const again = buildDataset(bars, funding);
    assert.equal(again.hash, dataset.hash);
    for (const [name, bytes] of dataset.files) assert.deepEqual(again.files.get(name), bytes, name);
  });

  it('is another dataset when one price differs by a tick', () => {
    const changed = bars.map((bar, i) => (i === 3_000 ? { ...bar, close: bar.close + 0.1 } : bar));
    assert.notEqual(buildDataset(changed, funding).hash, dataset.hash);
  });

  it('describes its rows, columns, features and interval', () => {
    assert.equal(description.cols, 60);
    assert.deepEqual(description.features, MODEL_FEATURES);
    assert.equal(description.featureHash, featureHash(MODEL_FEATURES));
    assert.equal(description.interval.to - description.interval.from, description.rows * MINUTE_MS);
    assert.equal(description.horizonMinutes, 3);
    assert.equal(description.labelThreshold, 0.001);
    assert.equal(bytesOf('features.f32').length, description.rows * 60 * 4);
    assert.equal(bytesOf('labels.i8').length, description.rows);
    assert.equal(bytesOf('moves.f32').length, description.rows * 4);
    assert.equal(bytesOf('open-times.f64').length, description.rows * 8);
  });

  it('takes another label, and keeps its parts as far apart as that looks ahead', () => {
    const other = buildDataset(bars, funding, MODEL_FEATURES, { horizonMinutes: 90, thresholdBps: 25 });
    const { split, ...told } = other.description;
    assert.equal(told.horizonMinutes, 90);
    assert.equal(told.labelThreshold, 0.0025);
    assert.equal(split.calibration[0] - split.train[1], 90);
    const last = bars.findIndex(({ openTime }) => openTime === told.interval.to - MINUTE_MS);
    assert.equal(last, bars.length - 1 - 90);
    const moves = Buffer.from(other.files.get('moves.f32')!);
    const [now, later] = [bars[last]!.close, bars[last + 90]!.close];
    assert.ok(Math.abs(moves.readFloatLE((told.rows - 1) * 4) - (later / now - 1) * 1e4) < 1e-3);
  });

  it('cuts the warm-up and the last minutes, whose future is not known', () => {
    const columns = computeFeatures(inputsOf(bars, funding), MODEL_FEATURES);
    const firstComplete = bars.findIndex((_, i) =>
      MODEL_FEATURES.every((name) => Number.isFinite(columns.get(name)![i])),
    );
    assert.ok(firstComplete > 0);
    assert.equal(description.interval.from, bars[firstComplete]!.openTime);
    assert.equal(description.interval.to, bars.at(-3)!.openTime);
  });

  it('stores little-endian features, labels, moves and times of each minute', () => {
    const row = 1_234;
    const source = bars.findIndex((bar) => bar.openTime === description.interval.from) + row;
    assert.equal(bytesOf('open-times.f64').readDoubleLE(row * 8), bars[source]!.openTime);
    const column = computeFeatures(inputsOf(bars, funding), ['rsi_14']).get('rsi_14')!;
    const place = MODEL_FEATURES.indexOf('rsi_14');
    assert.equal(bytesOf('features.f32').readFloatLE((row * 60 + place) * 4), Math.fround(column[source]!));
    const move = (bars[source + 3]!.close / bars[source]!.close - 1) * 10_000;
    assert.ok(Math.abs(bytesOf('moves.f32').readFloatLE(row * 4) - move) < 1e-4);
    assert.equal(bytesOf('labels.i8').readInt8(row), move > 10 ? 2 : move < -10 ? 0 : 1);
  });

  it('shows no part a minute that another part sees', () => {
    const { train, calibration, validation } = description.split;
    assert.equal(train[0], 0);
    assert.equal(validation[1], description.rows);
    for (const [before, after] of [
      [train, calibration],
      [calibration, validation],
    ] as const) {
      const firstMinuteOfWindow = after[0] - (description.window - 1);
      assert.ok(firstMinuteOfWindow > before[1] - 1, 'the window begins after the last row of the part before');
      assert.ok(after[0] - before[1] >= description.horizonMinutes, 'no label looks into the next part');
      assert.ok(before[1] > before[0] && after[1] > after[0]);
    }
  });

  it('tells nothing of the future: rows before a change stay as they are', () => {
    const from = 4_000;
    const corrupted = bars.map((bar, i) =>
      i < from ? bar : { ...bar, open: 1, high: 9e6, low: 1, close: 7, volume: 1e9 },
    );
    const other = Buffer.from(buildDataset(corrupted, funding).files.get('features.f32')!);
    const firstRow = bars.findIndex((bar) => bar.openTime === description.interval.from);
    const untouched = (from - firstRow) * 60 * 4;
    assert.ok(other.subarray(0, untouched).equals(bytesOf('features.f32').subarray(0, untouched)));
    assert.ok(!other.subarray(untouched).equals(bytesOf('features.f32').subarray(untouched)));
  });

  it('writes every file as it is', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'minutehand-dataset-'));
    try {
      await writeDataset(dataset, path.join(directory, 'made'));
      for (const [name, bytes] of dataset.files) {
        assert.ok((await readFile(path.join(directory, 'made', name))).equals(bytes), name);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('refuses too few minutes and says how many are needed', () => {
    assert.throws(
      () => buildDataset(bars.slice(0, 3_000), funding),
      (error) => {
        assert.ok(error instanceof TrainingFailure);
        assert.match(
          error.message,
          /\d+ minutes with complete features are too few to train on: about 3200 are needed/,
        );
        return true;
      },
    );
    assert.throws(() => buildDataset([], []), /there are no minutes to train on/);
  });

  it('refuses minutes without any funding rate, because no row would be complete', () => {
    assert.throws(() => buildDataset(bars, []), /none of the 6000 minutes has all of its features/);
  });

  it('names the minute that is missing', () => {
    assert.throws(
      () => buildDataset(bars.toSpliced(500, 1), funding),
      /2026-01-01T08:21:00.000Z follows 2026-01-01T08:19:00.000Z/,
    );
  });
});
