import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { createIngestionActivities } from '../../../activities/pipeline/ingestion.ts';
import type { MarketRecorder } from '../../../activities/pipeline/ingestion-recorder.ts';
import type { IngestionMetrics } from '../../../adapters/ingestion/metrics.ts';
import { marketDataReportSignal, marketDataStatusQuery } from '../../../workflows/pipeline/market-data-messages.ts';
import type { MarketDataStatus } from '../../../workflows/pipeline/market-data-messages.ts';
import type { MarketDataInput, marketDataWorkflow } from '../../../workflows/pipeline/market-data-workflow.ts';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The pipeline's workflows, bundled once. */
export function pipelineBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../../workflows/pipeline-index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  return bundle;
}

/** Counts what is asked of it. */
export class ScriptedRecorder implements MarketRecorder {
  messages = 0;
  stops = 0;

  metrics(): IngestionMetrics {
    this.messages += 1;
    const nothing = { bytes: 0, rows: 0, flushes: 0, restRows: 0, drops: 0, unreadable: 0, reconnects: 0, pauses: 0 };
    const waiting = { isPaused: false, oldestWaitingMs: 0, memoryBytes: 0, journalBytes: 0 };
    return { since: 0, messages: this.messages, ...nothing, ...waiting };
  }

  stop(): Promise<IngestionMetrics> {
    this.stops += 1;
    return Promise.resolve(this.metrics());
  }
}

/** marketDataWorkflow with its activity on scripted recorders. */
export class MarketDataRun {
  readonly workflowId = `market-data-${randomUUID()}`;
  readonly recorders: ScriptedRecorder[] = [];
  /** Openings that fail before one succeeds. */
  failures = 0;
  readonly #environment: TestWorkflowEnvironment;
  #worker: Worker | undefined;
  #running: Promise<void> | undefined;

  constructor(environment: TestWorkflowEnvironment) {
    this.#environment = environment;
  }

  async start(input: Partial<MarketDataInput> = {}): Promise<void> {
    const { client, nativeConnection } = this.#environment;
    this.#worker = await Worker.create({
      connection: nativeConnection,
      taskQueue: this.workflowId,
      workflowBundle: await pipelineBundle(),
      // A cancellation comes with the answer to a heartbeat, and those are held back by default.
      maxHeartbeatThrottleInterval: 100,
      activities: createIngestionActivities({
        openRecorder: () => {
          if (this.failures-- > 0) return Promise.reject(new Error('the journal is on a disk that is away'));
          this.recorders.push(new ScriptedRecorder());
          return Promise.resolve(this.recorders.at(-1)!);
        },
        report: (workflowId, metrics) => client.workflow.getHandle(workflowId).signal(marketDataReportSignal, metrics),
        heartbeatEveryMs: 50,
        lingerMs: 2_000,
      }),
    });
    this.#running = this.#worker.run();
    await client.workflow.start<typeof marketDataWorkflow>('marketDataWorkflow', {
      workflowId: this.workflowId,
      taskQueue: this.workflowId,
      args: [{ symbols: ['BTCUSDT'], ...input }],
    });
  }

  get handle() {
    return this.#environment.client.workflow.getHandle(this.workflowId);
  }

  status(): Promise<MarketDataStatus> {
    return this.handle.query(marketDataStatusQuery);
  }

  async stop(): Promise<void> {
    await this.handle.terminate('end of test').catch(() => undefined);
    this.#worker?.shutdown();
    await this.#running;
  }
}
