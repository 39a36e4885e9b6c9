import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadBundle } from '../../../../adapters/model/bundle.ts';
import { MODEL_FEATURES } from '../../../../core/features/model-features.ts';
import { FolderStore } from '../../../../adapters/object-store/folder-store.ts';
import { emptyColumns, datasetOf } from '../../../../adapters/training/dataset.ts';
import type { TrainingJobRequest, TrainingRunOptions } from '../../../../adapters/training/port.ts';
import { SageMakerTrainingRunner } from '../../../../adapters/training/sagemaker/sagemaker-runner.ts';
import type { SageMakerRunnerSettings } from '../../../../adapters/training/sagemaker/settings.ts';
import { trainModel } from '../../../../adapters/training/train-model.ts';
import { findTrainingSources } from '../../../../adapters/training/training-sources.ts';
import type { TrainingProgress } from '../../../../adapters/training/training-progress.ts';
import { smallTraining } from '../small-training.ts';
import { needTrainingPython } from '../training-toolchain.ts';
import { withoutRegion } from '../../aws/without-region.ts';
import { FakeSageMaker } from './fake-sagemaker.ts';
import type { FakeSageMakerOptions, JobState } from './fake-sagemaker.ts';

const URI = 's3://lake/minutehand';
const TRAINING: JobState = { status: 'InProgress', detail: 'Training' };

describe('training as a job of SageMaker', function () {
  this.timeout(60_000);
  let folder = '';
  let store: FolderStore;
  let sagemaker: FakeSageMaker;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-sagemaker-'));
    store = new FolderStore(path.join(folder, 'lake'));
    await open({});
  });
  afterEach(async () => {
    await sagemaker.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(options: Partial<FakeSageMakerOptions>): Promise<void> {
    await sagemaker?.stop().catch(() => undefined);
    sagemaker = new FakeSageMaker({ store, uri: URI, ...options });
    await sagemaker.start();
  }

  const runner = (
    settings: Partial<Pick<SageMakerRunnerSettings, 'timeoutMs' | 'patienceMs' | 'pollMs' | 'client'>> = {},
  ) =>
    new SageMakerTrainingRunner({
      role: 'arn:aws:iam::1:role/minutehand-training',
      image: '1.dkr.ecr.eu-central-1.amazonaws.com/tensorflow-training:2.19-cpu-py312',
      instanceType: 'ml.m5.xlarge',
      timeoutMs: 30_000,
      pollMs: 5,
      store,
      storeUri: URI,
      client: sagemaker.client(),
      ...settings,
    });

  const request = (change: Partial<TrainingJobRequest> = {}): TrainingJobRequest => ({
    jobName: 'retrain-2022-05-09',
    dataset: datasetOf(emptyColumns(3_400, MODEL_FEATURES.length), MODEL_FEATURES),
    seed: 7,
    options: { epochs: 2, loss: 'auto' },
    workDirectory: path.join(folder, 'work'),
    ...change,
  });

  const train = (change: Partial<TrainingJobRequest> = {}, options: TrainingRunOptions = {}) =>
    runner().train(request(change), options);
  const created = () => sagemaker.asked.filter((operation) => operation === 'CreateTrainingJob').length;

  /** What a job leaves, for those that only follow a plan. */
  async function leaveModel(job = 'retrain-2022-05-09'): Promise<void> {
    await store.put(`training/jobs/retrain-2022-05-09/output/${job}/output/model/model.onnx`, Buffer.from('graph'));
  }

  it('runs the real script on the channels, tells its epochs, and its model serves', async function () {
    const python = await needTrainingPython(this);
    await open({ real: { python, directory: path.join(folder, 'instances') } });
    const told: TrainingProgress[] = [];
    const training = {
      ...smallTraining(path.join(folder, 'models')),
      runner: runner({ timeoutMs: 120_000, pollMs: 200 }),
      jobName: 'real',
      onProgress: (progress: TrainingProgress) => told.push(progress),
    };
    const { bundleDir } = await trainModel(training);
    const epochs = told.flatMap((progress) => (progress.stage === 'epoch' ? [progress.epoch] : []));
    assert.deepEqual(epochs, [1, 2]);
    const { manifest } = await loadBundle(bundleDir);
    assert.equal(manifest.metrics.epochs, 2);

    const elsewhere = await trainModel({ ...training, outputDir: path.join(folder, 'other-machine') });
    assert.equal(elsewhere.cached, false);
    assert.equal((await loadBundle(elsewhere.bundleDir)).manifest.id, manifest.id);
    assert.equal(created(), 1);

    // The very same entry, with an option that the script refuses.
    const failing = trainModel({ ...training, jobName: 'wild', options: { epochs: 0 } });
    await assert.rejects(failing, {
      kind: 'refused',
      message:
        /^the training job wild ended Failed: AlgorithmError: [^]*--epochs: 0 must be a whole number above 0, exit code: 2$/,
    });
    assert.deepEqual(await readdir(path.join(folder, 'models')), [path.basename(bundleDir)]);
  });

  it('asks for a job that reads code and dataset from the lake, keeps checkpoints there, and has a role and no key', async () => {
    await leaveModel();
    const { directory } = await train();
    assert.equal(await readFile(path.join(directory, 'model.onnx'), 'utf8'), 'graph');
    const { definition } = sagemaker.jobs.get('retrain-2022-05-09')!;
    assert.equal(definition.RoleArn, 'arn:aws:iam::1:role/minutehand-training');
    assert.deepEqual(definition.HyperParameters, { seed: '7', epochs: '2', loss: 'auto' });
    assert.deepEqual(definition.StoppingCondition, { MaxRuntimeInSeconds: 30 });
    assert.deepEqual(definition.CheckpointConfig, { S3Uri: `${URI}/training/jobs/retrain-2022-05-09/checkpoint` });
    const sources = await findTrainingSources();
    const channels = definition.InputDataConfig!.map(({ DataSource }) => DataSource!.S3DataSource!.S3Uri);
    assert.deepEqual(channels, [
      `${URI}/training/code/${sources.hash}/`,
      `${URI}/training/datasets/${request().dataset.hash}/`,
    ]);
    for (const [channel, file] of [
      [0, 'job.py'],
      [0, 'train.py'],
      [0, 'requirements.txt'],
      [1, 'dataset.json'],
      [1, 'features.f32'],
    ] as const) {
      assert.ok(await store.head(`${channels[channel]!.slice(URI.length + 1)}${file}`), file);
    }
    assert.doesNotMatch(JSON.stringify(definition), /only-for-this-test|tester/);
  });

  it('waits for its turn and through throttling, and starts one job', async () => {
    await leaveModel();
    sagemaker.mishaps.set('CreateTrainingJob', [
      { error: 'ResourceLimitExceeded' },
      { error: 'ThrottlingException' },
      { error: 'InternalFailure', status: 500 },
      'no answer',
    ]);
    sagemaker.mishaps.set('DescribeTrainingJob', [{ error: 'ThrottlingException' }]);
    const told: string[] = [];
    await train({}, { onProgress: ({ text }) => told.push(text) });
    assert.equal(sagemaker.jobs.size, 1);
    assert.ok(
      told.some((text) => /^could not start retrain-2022-05-09, a training job of SageMaker: ResourceLimit/.test(text)),
    );
    assert.equal(told.at(-1), 'training job retrain-2022-05-09: Completed');
  });

  it('gives up waiting when its patience ends, for another attempt', async () => {
    sagemaker.mishaps.set('CreateTrainingJob', Array(100).fill({ error: 'ResourceLimitExceeded' }));
    await assert.rejects(runner({ patienceMs: 100 }).train(request()), {
      kind: 'interrupted',
      message: /ResourceLimitExceeded/,
    });
  });

  it('follows the job of an attempt that died, and starts no other', async () => {
    sagemaker.plan = Array<JobState>(1_000).fill(TRAINING);
    const leave = new AbortController();
    const left = train(
      {},
      { leave: leave.signal, onProgress: ({ stage }) => stage === 'job' && leave.abort(new Error('worker goes')) },
    );
    await assert.rejects(left, /worker goes/);
    const job = sagemaker.jobs.get('retrain-2022-05-09')!;
    assert.equal(job.state.status, 'InProgress');
    job.plan.splice(0, Infinity, TRAINING, { status: 'Completed' });
    await leaveModel();
    await train();
    assert.equal(created(), 1);
    assert.ok(!sagemaker.asked.includes('StopTrainingJob'));
  });

  it('starts another under the next name where the one before has failed, on its checkpoint', async () => {
    sagemaker.plan = [{ status: 'Failed', detail: 'Failed', reason: 'InternalServerError: we encountered an error' }];
    await assert.rejects(train(), { kind: 'interrupted' });
    sagemaker.plan = [{ status: 'Completed', detail: 'Completed' }];
    await leaveModel('retrain-2022-05-09-a2');
    await train();
    assert.deepEqual([...sagemaker.jobs.keys()], ['retrain-2022-05-09', 'retrain-2022-05-09-a2']);
    const [first, second] = [...sagemaker.jobs.values()].map(({ definition }) => definition.CheckpointConfig);
    assert.deepEqual(second, first);
  });

  it('refuses a name that other work has taken, and one that SageMaker would', async () => {
    await leaveModel();
    await train();
    await assert.rejects(train({ seed: 8 }), {
      kind: 'refused',
      message: /is of another dataset, script, seed or option/,
    });
    await assert.rejects(train({ jobName: 'retrain BTCUSDT' }), {
      kind: 'refused',
      message: /"retrain BTCUSDT" can't name/,
    });
  });

  it('is stopped when its caller gives up, or when it takes longer than it may', async () => {
    sagemaker.plan = Array<JobState>(1_000).fill(TRAINING);
    const given = new AbortController();
    const ended = train(
      {},
      { signal: given.signal, onProgress: ({ stage }) => stage === 'job' && given.abort(new Error('cancelled')) },
    );
    await assert.rejects(ended, /cancelled/);
    assert.deepEqual(
      sagemaker.jobs.get('retrain-2022-05-09')!.plan.map(({ status }) => status),
      ['Stopping', 'Stopped'],
    );
    const late = runner({ timeoutMs: 50 }).train(request({ jobName: 'late' }));
    await assert.rejects(late, { kind: 'interrupted', message: /longer than 0.05 s, and was stopped/ });
    assert.equal(sagemaker.asked.at(-1), 'StopTrainingJob');
  });

  const ENDS: readonly [JobState, string][] = [
    [{ status: 'Failed', reason: 'AlgorithmError: the loss is not a number, exit code: 4' }, 'diverged'],
    [{ status: 'Failed', reason: 'AlgorithmError: rows are missing, exit code: 3' }, 'data'],
    [{ status: 'Failed', reason: 'AlgorithmError: , exit code: 137' }, 'interrupted'],
    [{ status: 'Failed', reason: 'ClientError: Data download failed: access denied' }, 'refused'],
    [{ status: 'Failed', reason: 'CapacityError: Unable to provision requested ML compute capacity' }, 'interrupted'],
    [{ status: 'Stopped', detail: 'MaxRuntimeExceeded' }, 'interrupted'],
    [{ status: 'Stopped', detail: 'Stopped' }, 'stopped'],
  ];
  for (const [state, kind] of ENDS) {
    it(`takes "${state.reason ?? state.detail}" as ${kind}`, async () => {
      sagemaker.plan = [TRAINING, state];
      await assert.rejects(train(), { name: 'TrainingFailure', kind });
      assert.equal(existsSync(path.join(folder, 'work')), false);
    });
  }

  it('is refused for good where trying again would not help', async () => {
    for (const error of ['AccessDeniedException', 'ValidationException']) {
      sagemaker.mishaps.set('CreateTrainingJob', [{ error }]);
      await assert.rejects(train(), { kind: 'refused', message: new RegExp(error) });
    }
    assert.equal(sagemaker.jobs.size, 0);
  });

  it('is refused for good where no region is configured', async () => {
    const { region: _, ...nowhere } = sagemaker.client();
    await withoutRegion(async () => {
      const lost = runner({ patienceMs: 300, client: nowhere });
      await assert.rejects(lost.train(request()), { kind: 'refused', message: /Region is missing/ });
    });
  });
});
