import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import { createOnnxModel } from '../../../adapters/model/onnx-model.ts';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import { buildDataset, writeDataset } from '../../../adapters/training/dataset.ts';
import { trainModel } from '../../../adapters/training/train-model.ts';
import type { TrainModelRequest } from '../../../adapters/training/train-model.ts';
import { TrainingFailure } from '../../../adapters/training/training-failure.ts';
import type { TrainingProgress } from '../../../adapters/training/training-progress.ts';
import { runTrainingScript } from '../../../adapters/training/training-script.ts';
import { findTrainingSources } from '../../../adapters/training/training-sources.ts';
import { SIMULATED_START } from '../../../core/simulation/simulated-market.ts';
import { inputsOf, simulatedMinutes } from '../model/simulated-minutes.ts';
import { needTrainingPython } from './training-toolchain.ts';

describe('training with the real script', function () {
  this.timeout(120_000);
  const { bars, funding } = simulatedMinutes(SIMULATED_START, 5_500);
  let python: string;
  let directory: string;
  let request: TrainModelRequest;

  before(async function () {
    python = await needTrainingPython(this);
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-training-'));
    request = {
      dataset: buildDataset(bars, funding),
      market: { kind: 'replay', symbol: 'BTCUSDT' },
      seed: 7,
      outputDir: path.join(directory, 'models'),
      cacheDir: cacheDirectory(),
      options: { epochs: 1, samplesPerEpoch: 1_024 },
    };
  });
  after(async () => {
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  it('makes a bundle that serves, tells its epochs, and trains the same minutes only once', async () => {
    const told: TrainingProgress[] = [];
    const { bundleDir, cached } = await trainModel({ ...request, onProgress: (progress) => told.push(progress) });
    assert.equal(cached, false);
    const epochs = told.filter((progress) => progress.stage === 'epoch');
    assert.deepEqual(
      epochs.map(({ epoch, of }) => [epoch, of]),
      [[1, 1]],
    );
    assert.ok(Number.isFinite(epochs[0]!.loss) && Number.isFinite(epochs[0]!.valLoss));

    const bundle = await loadBundle(bundleDir);
    assert.equal(bundle.manifest.createdBy.command, 'npm start -- --market replay --train');
    assert.equal(bundle.manifest.createdBy.seed, 7);
    assert.ok(bundle.manifest.parity.maxAbsDiff <= 1e-4);
    assert.ok(bundle.manifest.onnx.bytes < 1_000_000);
    const [sell, hold, buy] = bundle.manifest.classMoveBps;
    assert.ok(sell < hold && hold < buy);
    const { wins, trades, winBpsSum, lossBpsSum } = bundle.manifest.prior;
    assert.ok(wins <= trades && winBpsSum >= 0 && lossBpsSum >= 0);
    const prediction = await (await createOnnxModel(bundle)).predict(inputsOf(bars.slice(-1_500), funding));
    assert.ok(prediction.confidence >= 1 / 3);

    const again = await trainModel(request);
    assert.deepEqual(again, { bundleDir, cached: true });
    assert.deepEqual(await readdir(request.outputDir), [path.basename(bundleDir)]);
    assert.deepEqual((await readdir(bundleDir)).sort(), ['bundle.json', 'model.onnx', 'parity.f32']);
  });

  it('makes the same network of the same minutes and seed', async () => {
    const graphOf = async (outputDir: string): Promise<Buffer> => {
      const { bundleDir } = await trainModel({ ...request, outputDir });
      return await readFile(path.join(bundleDir, 'model.onnx'));
    };
    const first = await graphOf(request.outputDir);
    assert.ok(first.equals(await graphOf(path.join(directory, 'again'))));
  });

  it('ends Python when aborted and leaves nothing behind', async () => {
    const abort = new AbortController();
    const outputDir = path.join(directory, 'aborted');
    const training = trainModel({
      ...request,
      outputDir,
      signal: abort.signal,
      onProgress: ({ stage }) => {
        if (stage === 'script') abort.abort(new Error('operator pressed Ctrl-C'));
      },
    });
    await assert.rejects(training, /operator pressed Ctrl-C/);
    assert.deepEqual(await readdir(outputDir), []);
  });

  it("passes the script's own sentence on when the dataset is damaged", async () => {
    const datasetDir = path.join(directory, 'damaged');
    await writeDataset(buildDataset(bars, funding), datasetDir);
    await writeFile(
      path.join(datasetDir, 'moves.f32'),
      (await readFile(path.join(datasetDir, 'moves.f32'))).subarray(4),
    );
    const training = runTrainingScript({
      python,
      sources: await findTrainingSources(),
      datasetDir,
      modelDir: path.join(directory, 'never'),
      seed: 1,
      options: {},
    });
    await assert.rejects(training, (error) => {
      assert.ok(error instanceof TrainingFailure);
      assert.match(error.message, /^training ended with code 3: .*moves\.f32 holds \d+ values, \d+ were announced$/);
      return true;
    });
  });

  it("passes the script's own sentence on when the training diverges", async () => {
    const datasetDir = path.join(directory, 'wild');
    await writeDataset(buildDataset(bars, funding), datasetDir);
    const training = runTrainingScript({
      python,
      sources: await findTrainingSources(),
      datasetDir,
      modelDir: path.join(directory, 'never'),
      seed: 1,
      options: { epochs: 1, samplesPerEpoch: 1_024, learningRate: 1_000 },
    });
    await assert.rejects(training, /^TrainingFailure: training ended with code 4: .*lower --learning-rate/);
  });

  it('names the option that is wrong', async () => {
    const training = runTrainingScript({
      python,
      sources: await findTrainingSources(),
      datasetDir: directory,
      modelDir: path.join(directory, 'never'),
      seed: 1,
      options: { epochs: 0 },
    });
    await assert.rejects(training, /code 2: .*--epochs: 0 must be a whole number above 0/s);
  });
});
