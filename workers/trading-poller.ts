import { Worker } from '@temporalio/worker';
import type { Logger } from '@temporalio/worker';
import type { CompiledWorkerOptions } from '@temporalio/worker/lib/worker-options.js';
import type { WorkflowBundleWithSourceMapAndFilename } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { guardActivations } from './activation-guard.ts';
import { inOneTrip } from './one-trip.ts';

/** As long as the SDK gives each entry into the sandbox, ms. */
const LONGEST_ACTIVATION_MS = 5_000;

/**
 * The SDK's worker with a shorter way between the process and the thread of its workflows. Node's time-out for code in a
 * sandbox starts a thread at every entry, about five an activation; here one timer an activation bounds it instead.
 */
export class TradingPoller extends Worker {
  protected static override async createWorkflowCreator(
    bundle: WorkflowBundleWithSourceMapAndFilename,
    options: CompiledWorkerOptions,
    logger: Logger,
  ): Promise<WorkflowCreator> {
    // Undefined is Node's own "no time-out", which the option's type has no word for.
    const unlimited = { ...options, isolateExecutionTimeoutMs: undefined as unknown as number };
    const creator = await super.createWorkflowCreator(bundle, unlimited, logger);
    return guardActivations(inOneTrip(creator), LONGEST_ACTIVATION_MS);
  }
}
