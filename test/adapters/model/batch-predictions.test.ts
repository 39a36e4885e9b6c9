import assert from 'node:assert/strict';
import { predictFromFeatures, predictMinutes } from '../../../adapters/model/batch-predictions.ts';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import type { ModelBundle } from '../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { createOnnxModel } from '../../../adapters/model/onnx-model.ts';
import { computeFeatures, LIVE_BARS } from '../../../core/features/compute.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import type { Prediction } from '../../../core/model/prediction.ts';
import { SIMULATED_START } from '../../../core/simulation/simulated-market.ts';
import { needRealMinutes, realMinutes } from '../../core/features/real-minutes.ts';
import { inputsOf, simulatedMinutes } from './simulated-minutes.ts';

/** The same to 1e-5, but for the time it took. */
function assertSame(batch: Prediction | undefined, live: Prediction, minute: number): void {
  assert.ok(batch, `no prediction of minute ${minute}`);
  for (const i of [0, 1, 2] as const) {
    const difference = Math.abs(batch.probabilities[i] - live.probabilities[i]);
    assert.ok(difference <= 1e-5, `probability ${i} of minute ${minute} differs by ${difference}`);
  }
  assert.equal(batch.signal, live.signal);
  assert.ok(Math.abs(batch.confidence - live.confidence) <= 1e-5);
  assert.ok(Math.abs(batch.expectedMoveBps - live.expectedMoveBps) <= 1e-3);
  assert.ok(Math.abs(batch.atr14 / live.atr14 - 1) <= 1e-9);
  assert.equal(batch.modelId, live.modelId);
}

describe('predictions of many minutes at once', () => {
  let bundle: ModelBundle;
  let inputs: FeatureInputs;
  const timeOf = (row: number): number => SIMULATED_START + row * MINUTE_MS;

  before(async () => {
    bundle = await loadBundle(bundledModelDirectory('simulated')!);
    const { bars, funding } = simulatedMinutes(SIMULATED_START, 2_200);
    inputs = inputsOf(bars, funding);
  });

  it("are the live model's on recorded minutes, quiet and wild ones, across the borders of feature batches", async function () {
    needRealMinutes(this);
    const real = realMinutes('2022-05');
    const model = await createOnnxModel(bundle);
    // The recording's minutes without a trade begin at row 1,346; a feature batch ends 8,192 rows after the first.
    for (const [from, to] of [
      [1_400, 1_700],
      [9_500, 9_800],
      [16_100, 16_300],
    ] as const) {
      const range = { from: real.openTime[from]!, to: real.openTime[to]! };
      const batch = await predictMinutes(bundle, real, range);
      for (let row = Math.max(from, LIVE_BARS - 1); row < to; row += 17) {
        const live = await model.predict(sliceInputs(real, row + 1 - LIVE_BARS, row + 1));
        assertSame(batch.at(real.openTime[row]!), live, row);
      }
    }
  });

  it('are the same however many windows run together', async () => {
    const range = { from: timeOf(2_000), to: timeOf(2_100) };
    const one = await predictMinutes(bundle, inputs, range, { windowsAtOnce: 1 });
    const [seven, all] = [7, 1_000].map((windowsAtOnce) => predictMinutes(bundle, inputs, range, { windowsAtOnce }));
    for (const other of [await seven!, await all!]) {
      assert.equal(other.count, 100);
      for (let row = 2_000; row < 2_100; row++) assertSame(other.at(timeOf(row)), one.at(timeOf(row))!, row);
    }
  });

  it('exist from the first minute that has 1,500 to the last one, and nowhere else', async () => {
    const batch = await predictMinutes(bundle, inputs, { from: timeOf(1_400), to: timeOf(3_000) });
    assert.equal(batch.count, 2_200 - 1_499);
    const known = (row: number): boolean => batch.at(timeOf(row)) !== undefined;
    assert.deepEqual([1_498, 1_499, 2_199, 2_200, 2_999, 3_000].map(known), [false, true, true, false, false, false]);
    assert.equal(batch.at(timeOf(1_600) + 1), undefined);
    assert.equal(batch.at(timeOf(-5)), undefined);
  });

  it('are none where no minute of the range is there', async () => {
    const before = await predictMinutes(bundle, inputs, { from: timeOf(-20), to: timeOf(10) });
    const after = await predictMinutes(bundle, inputs, { from: timeOf(2_200), to: timeOf(2_300) });
    assert.deepEqual([before.count, after.count], [0, 0]);
  });

  it('are missing for the 60 minutes that see a feature without a value, as the live model refuses them', async () => {
    const fundingRate = inputs.fundingRate.slice();
    fundingRate[2_000] = NaN;
    const broken = { ...inputs, fundingRate };
    const batch = await predictMinutes(bundle, broken, { from: timeOf(1_990), to: timeOf(2_200) });
    const model = await createOnnxModel(bundle);
    for (const row of [1_999, 2_000, 2_059, 2_060, 2_199]) {
      const live = await model.predict(sliceInputs(broken, row + 1 - LIVE_BARS, row + 1)).catch(() => undefined);
      assert.equal(batch.at(timeOf(row)) === undefined, live === undefined, `minute ${row}`);
    }
  });

  it('are the same from columns of features, and missing around a minute whose columns are empty', async () => {
    const range = { from: timeOf(2_000), to: timeOf(2_200) };
    const fromInputs = await predictMinutes(bundle, inputs, range);
    const computed = computeFeatures(inputs, [...bundle.manifest.features, 'atr_14']);
    const columns = new Map([...computed].map(([name, column]) => [name, column.slice()]));
    const whole = await predictFromFeatures(bundle, { openTime: inputs.openTime, columns }, range);
    for (let row = 2_000; row < 2_200; row++) assertSame(whole.at(timeOf(row)), fromInputs.at(timeOf(row))!, row);
    for (const column of columns.values()) column[2_050] = NaN;
    const holed = await predictFromFeatures(bundle, { openTime: inputs.openTime, columns }, range);
    assert.equal(holed.count, 200 - 60);
    assert.deepEqual(
      [2_049, 2_050, 2_109, 2_110].map((row) => holed.at(timeOf(row)) === undefined),
      [false, true, true, false],
    );
  });

  it('refuse columns that the model lacks, of another length, or with a gap, each by its name', async () => {
    const range = { from: timeOf(2_000), to: timeOf(2_010) };
    const columns = new Map(computeFeatures(inputs, [...bundle.manifest.features, 'atr_14']));
    const refused = (openTime: Float64Array, map: ReadonlyMap<string, Float64Array>, message: RegExp) =>
      assert.rejects(predictFromFeatures(bundle, { openTime, columns: map }, range), { name: 'RangeError', message });
    const without = new Map(columns);
    without.delete('atr_14');
    await refused(inputs.openTime, without, /reads atr_14, which the columns don't have/);
    const short = new Map(columns).set('rsi_14', new Float64Array(5));
    await refused(inputs.openTime, short, /column rsi_14 has 5 minutes, open times are 2200/);
    const gap = inputs.openTime.map((time, i) => (i < 1_000 ? time : time + MINUTE_MS));
    await refused(gap, columns, /minutes are not consecutive: .* follows 2026-/);
  });

  it('refuse a range that is empty or not on minutes', async () => {
    for (const [from, to] of [
      [timeOf(5), timeOf(5)],
      [timeOf(5) + 1, timeOf(9)],
      [timeOf(5), NaN],
    ] as const) {
      await assert.rejects(predictMinutes(bundle, inputs, { from, to }), /whole minutes in epoch ms/);
    }
  });

  it('tell how far they are, and stop when they are told to', async () => {
    const range = { from: timeOf(2_000), to: timeOf(2_200) };
    const told: [number, number][] = [];
    await predictMinutes(bundle, inputs, range, {
      windowsAtOnce: 64,
      onProgress: (done, total) => told.push([done, total]),
    });
    assert.deepEqual(told, [
      [64, 200],
      [128, 200],
      [192, 200],
      [200, 200],
    ]);
    const stop = new AbortController();
    const stopped = predictMinutes(bundle, inputs, range, {
      windowsAtOnce: 10,
      onProgress: (done) => done > 50 && stop.abort(new Error('enough')),
      signal: stop.signal,
    });
    await assert.rejects(stopped, /enough/);
  });
});
