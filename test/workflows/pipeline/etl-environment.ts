import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { NotificationActivities } from '../../../activities/contract.ts';
import type { EtlActivities, StageRun } from '../../../activities/pipeline/etl-contract.ts';
import type { RunGlueStageRequest, StageJobActivities } from '../../../activities/pipeline/stage-job-contract.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
// Installs the quiet logger of all workflow tests.
import '../trading-environment.ts';
import type { VacuumActivities } from '../../../activities/pipeline/vacuum-contract.ts';
import type { StagePlace } from '../../../core/pipeline/etl/stage-place.ts';
import type { EtlStage, StageRequest, StageResult } from '../../../core/pipeline/etl/stages.ts';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The pipeline's workflows, bundled once for all suites. */
export function pipelineBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../../workflows/pipeline-index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  return bundle;
}

/** A lake that only remembers which stage it was asked for, and a market whose time the test sets. */
export class ScriptedLake {
  readonly asked: { readonly stage: EtlStage; readonly dates: readonly UtcDate[] }[] = [];
  readonly runs: StageRun[] = [];
  readonly told: { readonly level: string; readonly text: string }[] = [];
  marketTime = Date.parse('2022-05-10T00:10:00Z');
  /** What a stage says of a day that it can't do. */
  readonly failing = new Map<string, Error>();
  /** Days whose bars a check does not let pass. */
  readonly stopped = new Set<UtcDate>();
  /** How long each stage takes: a promise. */
  duration: () => Promise<void> = () => Promise.resolve();
  atOnce = 0;
  mostAtOnce = 0;
  /** Where the worker was told to compute silver and gold. */
  place: StagePlace = { kind: 'local' };
  /** What the Spark job was asked for. */
  readonly jobs: RunGlueStageRequest[] = [];
  /** How often silver is written while the job makes gold of it. */
  unquiet = 0;
  /** What the job does when it is asked: for one that fails, or never ends. */
  job: (request: RunGlueStageRequest) => Promise<void> = () => Promise.resolve();

  activities(): EtlActivities & StageJobActivities & VacuumActivities & NotificationActivities {
    const succeeded = (symbol: string, stage: EtlStage) =>
      this.runs.filter((run) => run.symbol === symbol && run.stage === stage && !('failure' in run.outcome));
    return {
      readMarketTime: async () => this.marketTime,
      findLastSuccess: async ({ symbol, stage }) =>
        succeeded(symbol, stage)
          .flatMap((run) => run.dates)
          .sort()
          .at(-1) ?? null,
      findSucceededIntervals: async ({ symbol, stage }) =>
        succeeded(symbol, stage).map(({ dates }) => ({ from: dates[0] ?? '', to: dayAfter(dates.at(-1) ?? '') })),
      buildSilverStage: (request) => this.#run('silver', request),
      buildGoldStage: (request) => this.#run('gold', request),
      compactStage: (request) => this.#run('compact', request),
      vacuumLake: async () => ({ files: 1, bytes: 10, tables: [{ table: 'bronze/kline_1m', files: 1, bytes: 10 }] }),
      readStagePlace: async () => this.place,
      prepareStageJob: async () => ({ tables: '1' }),
      runGlueStage: async (request) => {
        this.jobs.push(request);
        await this.job(request);
        return { runId: `jr_${this.jobs.length}` };
      },
      judgeStageJob: async ({ stage, ...request }) =>
        stage === 'gold' && this.unquiet-- > 0 ? null : this.#run(stage, request),
      recordStageRun: async (run) => {
        this.runs.push(run);
      },
      notifyOperator: async (message) => {
        this.told.push(message);
      },
    };
  }

  async #run(stage: EtlStage, { dates }: StageRequest): Promise<StageResult> {
    this.asked.push({ stage, dates });
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.atOnce += 1));
    try {
      await this.duration();
    } finally {
      this.atOnce -= 1;
    }
    const failure = this.failing.get(`${stage} ${dates[0]}`);
    if (failure) throw failure;
    const stop = stage === 'silver' ? dates.find((date) => this.stopped.has(date)) : undefined;
    const finding = {
      check: 'missing-minutes',
      verdict: 'stop',
      numbers: { missing: 200 },
      sentence: '200 of 1440 minutes are missing',
    } as const;
    return {
      stage,
      status: 'succeeded',
      rows: dates.length * 1_440,
      missingMinutes: stage === 'silver' ? dates.length : 0,
      repairedMinutes: 0,
      duplicates: 0,
      verdict: stop === undefined ? 'pass' : 'stop',
      findings: stop === undefined ? [] : [{ ...finding, date: stop }],
    };
  }
}

export const unreadable = (): Error =>
  ApplicationFailure.nonRetryable('a message of bronze is odd', 'UnreadableBronze');

/** Runs with a worker of its own on the environment; ends it after. */
export async function withEtlWorker<T>(
  environment: TestWorkflowEnvironment,
  activities: object,
  use: (taskQueue: string) => Promise<T>,
): Promise<T> {
  const taskQueue = `pipeline-${Math.random().toString(36).slice(2)}`;
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await pipelineBundle(),
    activities,
    // As the pipeline worker: a cancellation comes with the answer to a heartbeat.
    maxHeartbeatThrottleInterval: '100ms',
  });
  return await worker.runUntil(use(taskQueue));
}

function dayAfter(date: UtcDate): UtcDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
