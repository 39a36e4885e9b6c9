import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import type { BackfillActivities } from '../../../activities/pipeline/backfill-contract.ts';
import { NOTHING_LOADED } from '../../../core/pipeline/backfill/backfill.ts';
import type { BackfillProgress } from '../../../core/pipeline/backfill/backfill.ts';
import type { backfillWorkflow, BackfillInput } from '../../../workflows/pipeline/backfill-workflow.ts';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The pipeline's workflows, bundled once. */
export function pipelineBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../../workflows/pipeline-index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  return bundle;
}

/** Activities that load nothing, and remember what they were asked. */
export class ScriptedArchive {
  readonly asked: string[] = [];
  readonly recorded: BackfillProgress[] = [];
  mostAtOnce = 0;
  /** By part: failures before it succeeds; the last one goes on for ever where it is not retryable. */
  readonly failures = new Map<string, ApplicationFailure[]>();
  /** Rows that a part brings. */
  rows = 1_440;
  #atOnce = 0;

  activities(): BackfillActivities {
    return {
      loadBackfillPart: async ({ part }) => {
        this.asked.push(part.label);
        this.#atOnce += 1;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
        try {
          await new Promise((resolve) => setTimeout(resolve, 5));
          const failure = this.failures.get(part.label)?.shift();
          if (failure) throw failure;
          const came = this.rows > 0 ? { filesLoaded: 1, fileRows: this.rows, bytes: 1_000 } : { filesUnchanged: 1 };
          return { ...NOTHING_LOADED, ...came };
        } finally {
          this.#atOnce -= 1;
        }
      },
      recordBackfill: async ({ progress }) => {
        this.recorded.push(progress);
      },
    };
  }
}

/** Runs a back-fill to its end on the environment. @throws what the client throws when it fails. */
export async function runBackfill(
  environment: TestWorkflowEnvironment,
  archive: ScriptedArchive,
  workflowId: string,
  input: Partial<BackfillInput> = {},
): Promise<BackfillProgress> {
  const taskQueue = `pipeline-${workflowId}`;
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await pipelineBundle(),
    activities: archive.activities(),
  });
  const args: [BackfillInput] = [{ symbol: 'BTCUSDT', kind: 'klines', from: '2022-01-01', to: '2022-07-01', ...input }];
  return worker.runUntil(
    environment.client.workflow.execute<typeof backfillWorkflow>('backfillWorkflow', { workflowId, taskQueue, args }),
  );
}

/** As activities/pipeline/backfill-failure.ts makes them. */
export function busy(retryAfterMs: number): ApplicationFailure {
  return ApplicationFailure.create({ message: 'again later', type: 'ArchiveError', nextRetryDelay: retryAfterMs });
}
