import type { WorkflowHandle } from '@temporalio/client';

/** A step that failed, and that Temporal tries again. */
export interface RetriedActivity {
  readonly activity: string;
  readonly failures: number;
  /** Why it failed last. */
  readonly reason: string;
}

/**
 * What a workflow waits for at present because it failed and is tried again; empty when nothing is in the way.
 *
 * @throws the client's error when the server gives no answer, or has no such workflow.
 */
export async function retriedActivities(handle: WorkflowHandle): Promise<RetriedActivity[]> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).flatMap(({ activityType, attempt, lastFailure }) => {
    const failures = (attempt ?? 1) - 1;
    if (failures < 1 || !lastFailure?.message) return [];
    return [{ activity: activityType?.name ?? 'a step', failures, reason: lastFailure.message }];
  });
}
