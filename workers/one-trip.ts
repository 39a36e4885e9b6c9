import type { Workflow, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';

/**
 * Workflows of `creator` that are asked for their sink calls (log lines) together with the activation that they may come
 * from. The SDK asks afterwards, and lets the activation's commands wait for it: a second trip to the workflow's thread and
 * back, at each step of the minute. All code of an activation has run by the time its thread takes the next message.
 */
export function inOneTrip(creator: WorkflowCreator): WorkflowCreator {
  return {
    createWorkflow: async (options) => withSinkCalls(await creator.createWorkflow(options)),
    destroy: () => creator.destroy(),
  };
}

function withSinkCalls(workflow: Workflow): Workflow {
  let coming: ReturnType<Workflow['getAndResetSinkCalls']> | undefined;
  return {
    async activate(activation) {
      const ended = workflow.activate(activation);
      const calls = workflow.getAndResetSinkCalls();
      // After a failed activation nobody may ask for them.
      calls.catch(() => undefined);
      coming = calls;
      return await ended;
    },
    getAndResetSinkCalls() {
      const calls = coming ?? workflow.getAndResetSinkCalls();
      coming = undefined;
      return calls;
    },
    dispose: () => workflow.dispose(),
  };
}
