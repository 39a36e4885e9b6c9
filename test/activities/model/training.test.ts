import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { TrainedModel, TrainingHeartbeat, TrainModelRequest } from '../../../activities/model/contract.ts';
import { createModelTrainingActivities } from '../../../activities/model/training.ts';
import '../../house/quiet-temporal.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import type { TrainingRunner } from '../../../adapters/training/port.ts';
import { TrainingFailure } from '../../../adapters/training/training-failure.ts';
import type { TrainingFailureKind } from '../../../adapters/training/training-failure.ts';
import { needTrainingPython } from '../../adapters/training/training-toolchain.ts';
import { goldOfSimulatedDays } from './gold-of-simulated-days.ts';

describe('trainModel, the activity', function () {
  this.timeout(120_000);
  let folder = '';
  let modelsDirectory = '';
  let lake: Lakehouse;
  let request: TrainModelRequest;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-trained-'));
    modelsDirectory = path.join(folder, 'models');
    lake = new Lakehouse({ kind: 'folder', folder: path.join(folder, 'lake') });
    const days = await goldOfSimulatedDays(lake, 4);
    const options = { epochs: 2, samplesPerEpoch: 512 };
    request = { symbol: 'BTCUSDT', ...days, seed: 7, options, jobName: 'retrain-1' };
  });
  after(async () => {
    await lake?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const run = (environment: MockActivityEnvironment, given: Partial<TrainModelRequest>, runner?: TrainingRunner) => {
    const dependencies = { lake, market: 'simulated' as const, modelsDirectory, cacheDir: cacheDirectory() };
    const { trainModel } = createModelTrainingActivities({ ...dependencies, ...(runner && { runner }) });
    return environment.run(trainModel, { ...request, ...given });
  };

  it('makes a bundle of gold, beats with its epochs, and trains the same only once', async function () {
    await needTrainingPython(this);
    const beats: TrainingHeartbeat[] = [];
    const environment = new MockActivityEnvironment();
    environment.on('heartbeat', (details: TrainingHeartbeat) => beats.push(details));
    const trained = (await run(environment, {})) as TrainedModel;
    const epochs = new Set(beats.map(({ epoch }) => epoch && `${epoch.epoch}/${epoch.of}`));
    assert.deepEqual([...epochs], [undefined, '1/2', '2/2']);
    assert.match(
      beats.find(({ epoch }) => epoch?.epoch === 2)?.text ?? '',
      /^weighted loss, epoch 2 of at most 2: loss /,
    );

    const { manifest } = await loadBundle(trained.bundleDirectory);
    assert.equal(trained.bundleId, manifest.id);
    assert.equal(trained.cached, false);
    assert.ok(trained.facts.loss === 'weighted' || trained.facts.loss === 'focal');
    assert.ok(beats.some(({ text }) => text === `chosen by the calibration part: ${trained.facts.loss} loss`));
    assert.deepEqual(trained.facts.metrics, manifest.metrics);
    const { from, to } = request;
    assert.equal(manifest.createdBy.command, `trainModel {"symbol":"BTCUSDT","from":"${from}","to":"${to}","seed":7}`);
    assert.deepEqual(await run(new MockActivityEnvironment(), {}), { ...trained, cached: true });
    assert.deepEqual(await readdir(modelsDirectory), [path.basename(trained.bundleDirectory)]);
  });

  it('refuses days that gold has not, and days that are none, for good; the models there are stay', async () => {
    const before = existsSync(modelsDirectory) ? await readdir(modelsDirectory) : undefined;
    await assert.rejects(run(new MockActivityEnvironment(), { from: '2030-01-01', to: '2030-01-03' }), {
      type: 'TrainingDataRefused',
      nonRetryable: true,
      message: 'gold has no minute of BTCUSDT from 2030-01-01 to 2030-01-03',
    });
    for (const [from, to] of [
      [request.from, request.from],
      ['2022-02-30', '2022-03-02'],
    ] as const) {
      await assert.rejects(run(new MockActivityEnvironment(), { from, to }), {
        type: 'TrainingRefused',
        nonRetryable: true,
        message: /is empty|is not a date/,
      });
    }
    assert.deepEqual(existsSync(modelsDirectory) ? await readdir(modelsDirectory) : undefined, before);
  });

  it('asks for another attempt only where one may help', async () => {
    const types: Record<TrainingFailureKind, [string, boolean]> = {
      data: ['TrainingDataRefused', true],
      diverged: ['TrainingDiverged', true],
      refused: ['TrainingRefused', true],
      stopped: ['TrainingStopped', true],
      unusable: ['TrainedModelUnusable', true],
      interrupted: ['TrainingInterrupted', false],
    };
    for (const [kind, [type, nonRetryable]] of Object.entries(types)) {
      const failing: TrainingRunner = {
        train: () => Promise.reject(new TrainingFailure('it was not to be', kind as TrainingFailureKind)),
      };
      await assert.rejects(run(new MockActivityEnvironment(), { seed: 8 }, failing), { type, nonRetryable });
    }
  });

  it('ends the training when it is cancelled, and leaves it to the next attempt when the worker goes', async () => {
    for (const [reason, ended] of [
      ['CANCELLED', 'signal'],
      ['WORKER_SHUTDOWN', 'leave'],
    ] as const) {
      const environment = new MockActivityEnvironment();
      let heard: string | undefined;
      const waiting: TrainingRunner = {
        train: (_request, options = {}) =>
          new Promise((_resolve, reject) => {
            for (const name of ['signal', 'leave'] as const) {
              options[name]?.addEventListener('abort', () => {
                heard = name;
                reject(options[name]?.reason as Error);
              });
            }
            environment.cancel(reason);
          }),
      };
      await assert.rejects(run(environment, { seed: 8 }, waiting), { message: reason });
      assert.equal(heard, ended);
    }
  });
});
