import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type {
  CreateTrainingJobRequest,
  SageMakerClientConfig,
  SecondaryStatus,
  TrainingJobStatus,
} from '@aws-sdk/client-sagemaker';
import { listAll } from '../../../../adapters/object-store/list-all.ts';
import type { ObjectStore } from '../../../../adapters/object-store/port.ts';

/** How a job stands: status and, where it says more, the secondary one. */
export interface JobState {
  readonly status: TrainingJobStatus;
  readonly detail?: SecondaryStatus;
  readonly reason?: string;
}

export interface FakeJob {
  readonly definition: CreateTrainingJobRequest;
  state: JobState;
  /** States still to come, one at each look. */
  readonly plan: JobState[];
  readonly process?: ChildProcess;
}

/** What goes wrong at the next call of an operation: an error by name, or (after it was done) no answer. */
export type Mishap = { readonly error: string; readonly status?: number } | 'no answer';

export interface FakeSageMakerOptions {
  /** Stands for the bucket `uri`. */
  readonly store: ObjectStore;
  readonly uri: string;
  /** Runs a job's own entry with this Python, in folders under `directory`; without it jobs follow `plan`. */
  readonly real?: { readonly python: string; readonly directory: string };
}

const IN_PROGRESS: JobState = { status: 'InProgress', detail: 'Training' };

/** SageMaker's training jobs over its wire protocol: JSON 1.1, the operation in `X-Amz-Target`. */
export class FakeSageMaker {
  readonly jobs = new Map<string, FakeJob>();
  /** Operations in the order in which they were asked for. */
  readonly asked: string[] = [];
  readonly mishaps = new Map<string, Mishap[]>();
  plan: readonly JobState[] = [IN_PROGRESS, { status: 'Completed', detail: 'Completed' }];
  readonly #options: FakeSageMakerOptions;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(options: FakeSageMakerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    for (const { process } of this.jobs.values()) process?.kill('SIGKILL');
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  client(): SageMakerClientConfig {
    const { port } = this.#server.address() as AddressInfo;
    return {
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'tester', secretAccessKey: 'only-for-this-test' },
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [service, operation = ''] = String(request.headers['x-amz-target']).split('.');
    this.asked.push(operation);
    const mishap = this.mishaps.get(operation)?.shift();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (service !== 'SageMaker') return refuse(response, { error: 'UnknownOperationException' });
    if (mishap !== undefined && mishap !== 'no answer') return refuse(response, mishap);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { TrainingJobName: string };
    const answer = await this.#do(operation, body);
    if (mishap === 'no answer') return void response.destroy();
    if ('error' in answer) return refuse(response, answer);
    response.end(JSON.stringify(answer));
  }

  async #do(operation: string, body: { TrainingJobName: string }): Promise<object | { error: string; text?: string }> {
    const job = this.jobs.get(body.TrainingJobName);
    if (operation === 'CreateTrainingJob') {
      if (job) return { error: 'ResourceInUse', text: 'Training job names must be unique' };
      await this.#create(body as CreateTrainingJobRequest);
      return { TrainingJobArn: `arn:aws:sagemaker:eu-central-1:1:training-job/${body.TrainingJobName}` };
    }
    if (!job) return { error: 'ValidationException', text: 'Requested resource not found.' };
    if (operation === 'DescribeTrainingJob') return await this.#describe(job);
    if (operation !== 'StopTrainingJob') return { error: 'UnknownOperationException' };
    job.process?.kill('SIGTERM');
    job.plan.splice(0, Infinity, { status: 'Stopping', detail: 'Stopping' }, { status: 'Stopped', detail: 'Stopped' });
    return {};
  }

  async #create(definition: CreateTrainingJobRequest): Promise<void> {
    const name = definition.TrainingJobName!;
    const job: FakeJob = { definition, state: { status: 'InProgress', detail: 'Starting' }, plan: [...this.plan] };
    const { real } = this.#options;
    if (!real) return void this.jobs.set(name, job);
    const root = path.join(real.directory, name);
    for (const { ChannelName, DataSource } of definition.InputDataConfig!) {
      await this.#download(DataSource!.S3DataSource!.S3Uri!, path.join(root, 'input/data', ChannelName!));
    }
    await this.#download(`${definition.CheckpointConfig!.S3Uri!}/`, path.join(root, 'checkpoints'));
    await mkdir(path.join(root, 'input/config'), { recursive: true });
    await writeFile(path.join(root, 'input/config/hyperparameters.json'), JSON.stringify(definition.HyperParameters));
    const [, entry = ''] = definition.AlgorithmSpecification!.ContainerEntrypoint!;
    const own = entry.replace('/opt/ml', root);
    const process = spawn(real.python, [own, '--root', root, '--no-install'], { stdio: 'ignore' });
    job.plan.splice(0);
    process.once('close', (code) => void this.#ended(job, root, code ?? 1));
    this.jobs.set(name, { ...job, process });
  }

  async #ended(job: FakeJob, root: string, code: number): Promise<void> {
    const of = this.jobs.get(job.definition.TrainingJobName!)!;
    await this.#upload(path.join(root, 'checkpoints'), job.definition.CheckpointConfig!.S3Uri!);
    if (code === 0) {
      await this.#upload(path.join(root, 'model'), artifactsOf(job));
      of.plan.push({ status: 'Completed', detail: 'Completed' });
    } else {
      const words = await readFile(path.join(root, 'output/failure'), 'utf8').catch(() => '');
      of.plan.push({ status: 'Failed', detail: 'Failed', reason: `AlgorithmError: ${words}, exit code: ${code}` });
    }
  }

  async #describe(job: FakeJob): Promise<object> {
    job.state = job.plan.shift() ?? (job.process && job.state.detail === 'Starting' ? IN_PROGRESS : job.state);
    const { real } = this.#options;
    const name = job.definition.TrainingJobName!;
    if (real && job.state.status === 'InProgress') {
      await this.#upload(path.join(real.directory, name, 'checkpoints'), job.definition.CheckpointConfig!.S3Uri!);
    }
    const { status, detail, reason } = job.state;
    return {
      TrainingJobName: name,
      TrainingJobStatus: status,
      SecondaryStatus: detail,
      ...(reason !== undefined && { FailureReason: reason }),
      Environment: job.definition.Environment,
      ...(status === 'Completed' && { ModelArtifacts: { S3ModelArtifacts: artifactsOf(job) } }),
    };
  }

  async #download(uri: string, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for await (const { key } of listAll(this.#options.store, this.#keyOf(uri))) {
      await writeFile(path.join(folder, path.basename(key)), await this.#options.store.get(key));
    }
  }

  async #upload(folder: string, uri: string): Promise<void> {
    for (const name of await readdir(folder).catch(() => [])) {
      // A checkpoint that is just being written has its process' number behind its name.
      const bytes = await readFile(path.join(folder, name)).catch(() => undefined);
      if (bytes) await this.#options.store.put(`${this.#keyOf(uri)}/${name}`.replaceAll('//', '/'), bytes);
    }
  }

  #keyOf(uri: string): string {
    return uri.slice(this.#options.uri.length + 1);
  }
}

function artifactsOf({ definition }: FakeJob): string {
  return `${definition.OutputDataConfig!.S3OutputPath!}/${definition.TrainingJobName!}/output/model/`;
}

function refuse(
  response: ServerResponse,
  { error, text, status = 400 }: { error: string; text?: string; status?: number },
): void {
  response.statusCode = status;
  response.end(JSON.stringify({ __type: error, Message: text ?? `${error}, says the fake` }));
}
