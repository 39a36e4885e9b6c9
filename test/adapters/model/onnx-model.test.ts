import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import type { ModelBundle } from '../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { createOnnxModel } from '../../../adapters/model/onnx-model.ts';
import { parityDifference, parseParitySample } from '../../../adapters/model/parity-sample.ts';
import type { SignalModel } from '../../../adapters/model/port.ts';
import { computeFeatures } from '../../../core/features/compute.ts';
import { SIMULATED_START } from '../../../core/simulation/simulated-market.ts';
import { inputsOf, simulatedMinutes } from './simulated-minutes.ts';

describe('serving a bundle with onnxruntime', () => {
  const { bars, funding } = simulatedMinutes(SIMULATED_START, 3_000);
  const windowEndingAt = (row: number, length = 1_500) => inputsOf(bars.slice(row + 1 - length, row + 1), funding);
  let bundle: ModelBundle;
  let model: SignalModel;

  before(async () => {
    bundle = await loadBundle(bundledModelDirectory('simulated')!);
    model = await createOnnxModel(bundle);
  });

  it("gives the trainer's probabilities on the trainer's windows to 1e-4", async () => {
    const { parity, scaler } = bundle.manifest;
    const bytes = await readFile(path.join(bundle.directory, parity.file));
    const difference = await parityDifference(parseParitySample(bytes, parity.samples), scaler, bundle.network);
    assert.ok(difference <= 1e-4, `differs by ${difference}`);
  });

  it('notices a trainer that says otherwise', async () => {
    const { parity, scaler } = bundle.manifest;
    const sample = parseParitySample(await readFile(path.join(bundle.directory, parity.file)), parity.samples);
    sample.probabilities[4]! += 0.01;
    const difference = await parityDifference(sample, scaler, bundle.network);
    assert.ok(Math.abs(difference - 0.01) < 1e-4);
  });

  it('says who it is, what it needs and what its validation earned', () => {
    assert.equal(model.modelId, bundle.manifest.id);
    assert.equal(model.windowBars, 1_500);
    assert.deepEqual(model.prior, bundle.manifest.prior);
  });

  it('predicts probabilities that sum to 1, the likeliest signal, and the ATR of the window', async () => {
    const inputs = windowEndingAt(2_000);
    const prediction = await model.predict(inputs);
    assert.ok(Math.abs(prediction.probabilities.reduce((a, b) => a + b) - 1) < 1e-9);
    assert.equal(prediction.confidence, Math.max(...prediction.probabilities));
    assert.equal(prediction.modelId, bundle.manifest.id);
    assert.equal(prediction.atr14, computeFeatures(inputs, ['atr_14']).get('atr_14')!.at(-1));
    assert.ok(prediction.latencyMs > 0);
  });

  it('predicts the same from 1,500 minutes as from 2,400', async () => {
    for (const row of [2_500, 2_777, 2_999]) {
      const live = await model.predict(windowEndingAt(row));
      const longer = await model.predict(windowEndingAt(row, 2_400));
      for (let i = 0; i < 3; i++) assert.ok(Math.abs(live.probabilities[i]! - longer.probabilities[i]!) < 1e-6);
    }
  });

  it('keeps predictions that overlap apart', async () => {
    const rows = [1_600, 1_700, 1_800, 1_900];
    const apart = [];
    for (const row of rows) apart.push((await model.predict(windowEndingAt(row))).probabilities);
    const together = await Promise.all(rows.map((row) => model.predict(windowEndingAt(row))));
    assert.deepEqual(
      together.map(({ probabilities }) => probabilities),
      apart,
    );
  });

  it('goes on after a refusal', async () => {
    const refused = model.predict(windowEndingAt(1_700, 100));
    const good = model.predict(windowEndingAt(1_700));
    await assert.rejects(refused, RangeError);
    assert.ok((await good).confidence > 0);
  });

  it('refuses a short window with both lengths', async () => {
    await assert.rejects(model.predict(windowEndingAt(1_700, 1_499)), /needs 1500 consecutive minutes, there are 1499/);
  });

  it('refuses a window with a gap and names the minute', async () => {
    const inputs = windowEndingAt(1_700);
    inputs.openTime[1_499]! += 60_000;
    await assert.rejects(model.predict(inputs), { name: 'RangeError', message: /2026-01-02T.* follows 2026-01-02T/ });
  });

  it('refuses a feature that is not finite and names it', async () => {
    const withoutFunding = inputsOf(bars.slice(0, 1_500), []);
    await assert.rejects(model.predict(withoutFunding), { name: 'RangeError', message: /feature funding_rate_bps / });
  });
});
