import { setTimeout as delay } from 'node:timers/promises';
import { UnexpectedError } from '@temporalio/worker';
import type { Workflow, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';

/** How long the end of threads is waited for when one of them does not answer any more, ms. */
const END_WITHIN_MS = 1_000;

/**
 * Workflows of `creator`, each of whose activations must end within `limitMs`. One that doesn't (an endless loop) throws
 * UnexpectedError, by which the SDK ends the worker: its thread can't be had back.
 */
export function guardActivations(creator: WorkflowCreator, limitMs: number): WorkflowCreator {
  let isStuck = false;
  const inTime = async <T>(work: Promise<T>, runId: string): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isStuck = true;
        reject(new UnexpectedError(`an activation of workflow run ${runId} did not end within ${limitMs} ms`));
      }, limitMs);
    });
    try {
      return await Promise.race([work, limit]);
    } finally {
      clearTimeout(timer);
    }
  };
  const guarded = (workflow: Workflow, runId: string): Workflow => ({
    activate: (activation) => inTime(workflow.activate(activation), runId),
    getAndResetSinkCalls: () => workflow.getAndResetSinkCalls(),
    dispose: () => (isStuck ? Promise.resolve() : workflow.dispose()),
  });
  return {
    createWorkflow: async (options) => guarded(await creator.createWorkflow(options), options.info.runId),
    async destroy() {
      await (isStuck ? Promise.race([creator.destroy(), delay(END_WITHIN_MS)]) : creator.destroy());
    },
  };
}
