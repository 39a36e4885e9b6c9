import {
  BatchStopJobRunCommand,
  GetJobRunCommand,
  GlueClient,
  paginateGetJobRuns,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import type { GlueClientConfig, JobRun } from '@aws-sdk/client-glue';
import { either, growingPause, pause } from '../aws/waiting.ts';
import { meaningOf, sentenceOf } from './glue-errors.ts';
import { jobArguments } from './job-arguments.ts';
import { GlueRefused, GlueRunFailed } from './job-failures.ts';
import type { FailedState } from './job-failures.ts';
import type { GlueJobOptions, GlueJobRequest, GlueJobResult, GlueJobRunner } from './port.ts';

export interface AwsGlueSettings {
  /** Name of the job in Glue. */
  readonly job: string;
  /** Wall time for a run from its start or from being found, after which it is stopped. */
  readonly timeoutMs: number;
  /** Wall time to wait for a turn, or for Glue to answer at all. */
  readonly patienceMs?: number;
  /** Between two looks at a run. */
  readonly pollMs?: number;
  /** Region, endpoint and the like; credentials are found by the SDK's own chain. */
  readonly client?: GlueClientConfig;
}

const FAILED: readonly string[] = ['FAILED', 'TIMEOUT', 'STOPPED', 'ERROR', 'EXPIRED'] satisfies FailedState[];
/** Runs are listed newest first: one of this request is among the newest or was never started. */
const RUNS_LOOKED_AT = 200;

/** Runs the job in AWS Glue. */
export class AwsGlueJobRunner implements GlueJobRunner {
  readonly #client: GlueClient;
  readonly #settings: Required<Omit<AwsGlueSettings, 'client'>>;

  constructor({ client, ...settings }: AwsGlueSettings) {
    this.#settings = { patienceMs: 15 * 60_000, pollMs: 10_000, ...settings };
    // Our own patience below; and a start that was not answered is looked for, never sent again blindly.
    this.#client = new GlueClient({ maxAttempts: 1, ...client });
  }

  async run(request: GlueJobRequest, given: GlueJobOptions = {}): Promise<GlueJobResult> {
    const parameters = jobArguments(request);
    const stop = given.signal;
    const options = { ...given, signal: either(stop, given.leave) };
    const runId = (await this.#stillGood(options)) ?? (await this.#findOrStart(parameters, options));
    try {
      return await this.#follow(runId, options);
    } catch (error) {
      if (stop?.aborted) await this.#stop(runId);
      throw error;
    }
  }

  /** The run of the attempt before, unless it has ended badly: then it was that attempt's failure, and another is due. */
  async #stillGood(options: GlueJobOptions): Promise<string | undefined> {
    const { runId } = options;
    if (runId === undefined) return undefined;
    const run = await this.#patiently(`look at run ${runId}`, options, () => this.#look(runId), runId);
    return isOver(run) ? undefined : runId;
  }

  /** Each try looks first: the answer to the try before, or to an attempt of a worker that died, may have been lost. */
  #findOrStart(parameters: Record<string, string>, options: GlueJobOptions): Promise<string> {
    return this.#patiently('start a run', options, async () => {
      const found = await this.#find(parameters['--run_key'] ?? '');
      if (found !== undefined) return found;
      const started = await this.#client.send(
        new StartJobRunCommand({ JobName: this.#settings.job, Arguments: parameters }),
      );
      if (started.JobRunId === undefined) throw new Error('Glue has started a run without telling its id');
      return started.JobRunId;
    });
  }

  /** The run of this key that is under way or has succeeded. */
  async #find(key: string): Promise<string | undefined> {
    let seen = 0;
    for await (const page of paginateGetJobRuns({ client: this.#client }, { JobName: this.#settings.job })) {
      for (const run of page.JobRuns ?? []) {
        if (run.Arguments?.['--run_key'] === key && !isOver(run)) return run.Id;
        seen += 1;
      }
      if (seen >= RUNS_LOOKED_AT) return undefined;
    }
    return undefined;
  }

  async #follow(runId: string, options: GlueJobOptions): Promise<GlueJobResult> {
    const { timeoutMs, pollMs } = this.#settings;
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const run = await this.#patiently(`look at run ${runId}`, options, () => this.#look(runId), runId);
      const state = run.JobRunState ?? 'WAITING';
      options.onProgress?.({ runId, state });
      if (state === 'SUCCEEDED') return { runId };
      if (FAILED.includes(state)) throw new GlueRunFailed(runId, state as FailedState, reasonOf(run));
      if (Date.now() >= deadline) {
        await this.#stop(runId);
        throw new GlueRunFailed(runId, 'TIMEOUT', `it took longer than ${timeoutMs / 1000} s, and was stopped`);
      }
      await pause(pollMs, options.signal);
    }
  }

  async #look(runId: string): Promise<JobRun> {
    const { JobRun: run } = await this.#client.send(
      new GetJobRunCommand({ JobName: this.#settings.job, RunId: runId }),
    );
    if (!run) throw new Error(`Glue answered without the run ${runId}`);
    return run;
  }

  /** Stopping is asked for until it is answered, but not for ever: the caller is on its way out. */
  async #stop(runId: string): Promise<void> {
    await this.#patiently(`stop run ${runId}`, { patienceMs: 10_000 }, () =>
      this.#client.send(new BatchStopJobRunCommand({ JobName: this.#settings.job, JobRunIds: [runId] })),
    ).catch(() => undefined);
  }

  /**
   * Calls until there is an answer, with growing pauses.
   * @throws GlueRefused when the answer is no, or there is none for too long; the signal's reason when aborted.
   */
  async #patiently<T>(
    what: string,
    { signal, onProgress, patienceMs = this.#settings.patienceMs }: GlueJobOptions & { readonly patienceMs?: number },
    call: () => Promise<T>,
    runId = '',
  ): Promise<T> {
    const deadline = Date.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await call();
      } catch (error) {
        const sentence = `could not ${what} of the Glue job ${this.#settings.job}: ${sentenceOf(error)}`;
        const meaning = meaningOf(error);
        if (meaning === 'refused') throw new GlueRefused(sentence);
        if (Date.now() >= deadline) throw new GlueRunFailed(runId, 'LOST', sentence);
        onProgress?.({ runId, state: meaning === 'full' ? 'WAITING' : 'UNANSWERED', line: sentence });
        await growingPause(attempt, this.#settings.pollMs, signal);
      }
    }
  }
}

/** Whether nothing more will come of the run. */
function isOver({ JobRunState: state }: JobRun): boolean {
  return state === 'STOPPING' || FAILED.includes(state ?? '');
}

function reasonOf({ ErrorMessage, StateDetail }: JobRun): string {
  return ErrorMessage || StateDetail || 'Glue gives no reason';
}
