import {
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import { either, growingPause, pause } from '../../aws/waiting.ts';
import type { TrainedFiles, TrainingJobRequest, TrainingRunner, TrainingRunOptions } from '../port.ts';
import { TrainingFailure } from '../training-failure.ts';
import { findTrainingSources } from '../training-sources.ts';
import type { TrainingSources } from '../training-sources.ts';
import { attemptName, jobDefinition, jobPlaces, MOST_ATTEMPTS, workOf, WORK_VARIABLE } from './job-definition.ts';
import { isOver, jobFailure } from './job-end.ts';
import { fetchModel, JobLog, putInputs } from './job-objects.ts';
import { meaningOf } from './sagemaker-errors.ts';
import type { SageMakerRunnerSettings } from './settings.ts';

/** Runs the script as a training job of SageMaker. */
export class SageMakerTrainingRunner implements TrainingRunner {
  readonly #client: SageMakerClient;
  readonly #settings: Required<Omit<SageMakerRunnerSettings, 'client'>>;

  constructor({ client, ...settings }: SageMakerRunnerSettings) {
    this.#settings = { patienceMs: 15 * 60_000, pollMs: 15_000, ...settings };
    // Our own patience below; and a creation that was not answered is looked for, never sent again blindly.
    this.#client = new SageMakerClient({ maxAttempts: 1, ...client });
  }

  async train(request: TrainingJobRequest, given: TrainingRunOptions = {}): Promise<TrainedFiles> {
    const { store, storeUri } = this.#settings;
    const sources = await findTrainingSources();
    const options = { ...given, signal: either(given.signal, given.leave) };
    const places = jobPlaces(request, sources);
    const name = await this.#adopt(request, sources, options);
    const log = new JobLog(store, places);
    try {
      const job = await this.#follow(name, log, options);
      const directory = await fetchModel(store, storeUri, job.ModelArtifacts?.S3ModelArtifacts, request.workDirectory);
      return { directory };
    } catch (error) {
      if (given.signal?.aborted) await this.#stop(name);
      throw error;
    }
  }

  /** The job of an attempt before that runs or has succeeded, or a new one. Returns its name. */
  async #adopt(request: TrainingJobRequest, sources: TrainingSources, options: TrainingRunOptions): Promise<string> {
    const work = workOf(request, sources);
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const name = attemptName(request.jobName, attempt);
      const found = await this.#patiently(`look for ${name}`, options, () => this.#find(name));
      if (found && isOver(found)) continue;
      const job = found ?? (await this.#start(name, request, sources, options));
      if (job.Environment?.[WORK_VARIABLE] === work) return name;
      throw new TrainingFailure(
        `the training job ${name} is of another dataset, script, seed or option: name this one otherwise`,
        'refused',
      );
    }
    throw new TrainingFailure(
      `${MOST_ATTEMPTS} training jobs named ${request.jobName} have failed: name this one otherwise`,
      'refused',
    );
  }

  /** Each try looks first: the answer to the try before may have been lost. */
  async #start(
    name: string,
    request: TrainingJobRequest,
    sources: TrainingSources,
    options: TrainingRunOptions,
  ): Promise<DescribeTrainingJobResponse> {
    options.onProgress?.({ stage: 'dataset', text: `putting the dataset of the training job ${name} into the lake` });
    await putInputs(this.#settings.store, jobPlaces(request, sources), sources, request.dataset);
    return await this.#patiently(`start ${name}`, options, async () => {
      const found = await this.#find(name);
      if (found) return found;
      await this.#client.send(new CreateTrainingJobCommand(jobDefinition(name, request, sources, this.#settings)));
      return await this.#look(name);
    });
  }

  async #follow(name: string, log: JobLog, options: TrainingRunOptions): Promise<DescribeTrainingJobResponse> {
    const { timeoutMs, pollMs } = this.#settings;
    const { onProgress, signal } = options;
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const job = await this.#patiently(`look at ${name}`, options, () => this.#look(name));
      const { TrainingJobStatus: status, SecondaryStatus: detail = status } = job;
      onProgress?.({ stage: 'job', job: name, status: String(detail), text: `training job ${name}: ${detail}` });
      // The log helps a person; without it the job is followed all the same.
      for (const progress of await log.news().catch(() => [])) onProgress?.(progress);
      if (status === 'Completed') return job;
      if (status === 'Failed' || status === 'Stopped') throw jobFailure(job);
      if (Date.now() >= deadline) {
        await this.#stop(name);
        const took = `it took longer than ${timeoutMs / 1_000} s, and was stopped`;
        throw new TrainingFailure(`the training job ${name}: ${took}`, 'interrupted');
      }
      await pause(pollMs, signal);
    }
  }

  async #find(name: string): Promise<DescribeTrainingJobResponse | undefined> {
    try {
      return await this.#look(name);
    } catch (error) {
      if (meaningOf(error) === 'missing') return undefined;
      throw error;
    }
  }

  #look(name: string): Promise<DescribeTrainingJobResponse> {
    return this.#client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  }

  /** Stopping is asked for until it is answered, but not for ever: the caller is on its way out. */
  async #stop(name: string): Promise<void> {
    await this.#patiently(
      `stop ${name}`,
      {},
      () => this.#client.send(new StopTrainingJobCommand({ TrainingJobName: name })),
      10_000,
    ).catch(() => undefined);
  }

  /**
   * Calls until there is an answer, with growing pauses.
   * @throws TrainingFailure when the answer is no, or there is none for too long; the signal's reason when aborted.
   */
  async #patiently<T>(
    what: string,
    { signal, onProgress }: TrainingRunOptions,
    call: () => Promise<T>,
    patienceMs = this.#settings.patienceMs,
  ): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await call();
      } catch (error) {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        const sentence = `could not ${what}, a training job of SageMaker: ${why}`;
        const meaning = meaningOf(error);
        if (meaning === 'refused' || meaning === 'missing') throw new TrainingFailure(sentence, 'refused');
        if (Date.now() >= deadline) throw new TrainingFailure(sentence, 'interrupted');
        onProgress?.({ stage: 'job', job: what, status: meaning, text: sentence });
        await growingPause(attempt, this.#settings.pollMs, signal);
      }
    }
  }
}
