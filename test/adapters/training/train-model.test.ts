import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import { createOnnxModel } from '../../../adapters/model/onnx-model.ts';
import { buildDataset, writeDataset } from '../../../adapters/training/dataset.ts';
import { trainModel } from '../../../adapters/training/train-model.ts';
import type { TrainModelRequest } from '../../../adapters/training/train-model.ts';
import { TrainingFailure } from '../../../adapters/training/training-failure.ts';
import type { TrainingProgress } from '../../../adapters/training/training-progress.ts';
import { runTrainingScript } from '../../../adapters/training/training-script.ts';
import { findTrainingSources } from '../../../adapters/training/training-sources.ts';
import { inputsOf } from '../model/simulated-minutes.ts';
import { smallMinutes, smallTraining } from './small-training.ts';
import { needTrainingPython } from './training-toolchain.ts';

describe('training with the real script', function () {
  this.timeout(120_000);
  const { bars, funding } = smallMinutes();
  let python: string;
  let directory: string;
  let request: TrainModelRequest;

  before(async function () {
    python = await needTrainingPython(this);
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-training-'));
    request = smallTraining(path.join(directory, 'models'));
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
      [
        [1, 2],
        [2, 2],
      ],
    );
    assert.ok(Number.isFinite(epochs[0]!.loss) && Number.isFinite(epochs[0]!.valLoss));

    const bundle = await loadBundle(bundleDir);
    assert.equal(bundle.manifest.createdBy.command, 'npm start -- --market replay --train');
    assert.equal(bundle.manifest.createdBy.seed, 7);
    assert.equal(bundle.manifest.loss, 'weighted');
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

  it('goes on after a SIGKILL with what the epochs before have reached, to the very same network', async () => {
    const outputDir = path.join(directory, 'killed');
    await killAfterFirstEpoch(outputDir);
    assert.equal((await readdir(outputDir)).filter((name) => name.endsWith('.making')).length, 1);

    const told: string[] = [];
    const { bundleDir } = await trainModel({ ...request, outputDir, onProgress: ({ text }) => told.push(text) });
    assert.ok(told.includes('going on after epoch 1 of a training that was interrupted'), told.join('; '));
    assert.ok(!told.some((text) => text.startsWith('epoch 1 ')) && told.some((text) => text.startsWith('epoch 2 ')));
    const graphIn = (folder: string): Promise<Buffer> => readFile(path.join(folder, 'model.onnx'));
    const uninterrupted = await trainModel(request);
    assert.equal(uninterrupted.cached, true);
    assert.ok((await graphIn(bundleDir)).equals(await graphIn(uninterrupted.bundleDir)));
    assert.deepEqual(await readdir(outputDir), [path.basename(bundleDir)]);
  });

  /** A process of its own trains, and is killed when it has told of its first epoch. */
  async function killAfterFirstEpoch(outputDir: string): Promise<void> {
    const program = fileURLToPath(new URL('./train-in-a-process.ts', import.meta.url));
    const trainer = spawn(process.execPath, ['--import', 'tsx', program, outputDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own: Python is to be killed with it, as when a machine goes.
      detached: true,
    });
    const ended = once(trainer, 'exit');
    for await (const line of createInterface({ input: trainer.stdout })) {
      if (line.startsWith('epoch 1 ')) process.kill(-trainer.pid!, 'SIGKILL');
    }
    assert.deepEqual(await ended, [null, 'SIGKILL']);
  }

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

  it("passes the script's own sentence on when the training diverges, and leaves the models there are", async () => {
    const before = await readdir(request.outputDir);
    const training = trainModel({ ...request, options: { ...request.options, learningRate: 1_000 } });
    await assert.rejects(training, (error) => {
      assert.ok(error instanceof TrainingFailure);
      assert.equal(error.kind, 'diverged');
      assert.match(error.message, /^training ended with code 4: .*lower --learning-rate/);
      return true;
    });
    assert.deepEqual(await readdir(request.outputDir), before);
    for (const name of before) await loadBundle(path.join(request.outputDir, name));
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
