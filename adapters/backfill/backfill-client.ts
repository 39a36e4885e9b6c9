import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client, WorkflowHandle } from '@temporalio/client';
import {
  addTotals,
  BACKFILL_PROGRESS_QUERY,
  BACKFILL_WORKFLOW,
  backfillParts,
  backfillWorkflowId,
} from '../../core/pipeline/backfill/backfill.ts';
import type { BackfillProgress, BackfillRequest } from '../../core/pipeline/backfill/backfill.ts';
import type { PartHeartbeat } from '../../core/pipeline/backfill/progress-text.ts';

export interface StartedBackfill {
  readonly handle: WorkflowHandle;
  /** False when one of this symbol and kind was running already: `handle` is that one, with its own range. */
  readonly isNew: boolean;
}

/**
 * Starts the back-fill of one symbol and kind, or finds the one that is running.
 * @throws RangeError with a sentence for a request that can't be: nothing is started then.
 */
export async function startBackfill(
  client: Client,
  request: BackfillRequest,
  taskQueue = 'pipeline',
): Promise<StartedBackfill> {
  backfillParts(request, Date.now());
  const workflowId = backfillWorkflowId(request.symbol, request.kind);
  try {
    const handle = await client.workflow.start(BACKFILL_WORKFLOW, { workflowId, taskQueue, args: [request] });
    return { handle, isNew: true };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { handle: client.workflow.getHandle(workflowId), isNew: false };
  }
}

/** How far a back-fill is, with what is under way at this moment. */
export interface BackfillState {
  /** Files and rows of the parts under way are counted in; `partsDone` are the finished ones. */
  readonly progress: BackfillProgress;
  /** What is being done, part by part. */
  readonly doing: readonly PartHeartbeat[];
  /** Why a part is waiting for its next attempt. */
  readonly waiting: readonly string[];
}

/**
 * Asks the workflow, and the server for what its activities last told. For a terminal line:
 * `progressLine(state.progress, Date.now())` of core/pipeline/backfill/progress-text.ts.
 * @throws the client's errors, when there is no such workflow or no worker answers.
 */
export async function readBackfill(client: Client, { symbol, kind }: BackfillRequest): Promise<BackfillState> {
  const handle = client.workflow.getHandle(backfillWorkflowId(symbol, kind));
  const [progress, described] = await Promise.all([
    handle.query<BackfillProgress>(BACKFILL_PROGRESS_QUERY),
    handle.describe(),
  ]);
  const pending = described.raw.pendingActivities ?? [];
  const doing = pending.flatMap(({ heartbeatDetails }) => {
    const data = heartbeatDetails?.payloads?.[0]?.data;
    return data ? [JSON.parse(Buffer.from(data).toString('utf8')) as PartHeartbeat] : [];
  });
  const waiting = pending.flatMap(({ lastFailure }) => (lastFailure?.message ? [lastFailure.message] : []));
  const totals = doing.reduce((sum, part) => addTotals(sum, part.totals), progress.totals);
  return { progress: { ...progress, totals }, doing, waiting };
}
