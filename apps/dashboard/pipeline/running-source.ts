import { Client, Connection } from '@temporalio/client';
import type { DashboardSettings } from '../settings.ts';
import { TASK_QUEUES } from '../../../workflows/messages.ts';

const QUERY_DEADLINE_MS = 2_000;
const MOST_SHOWN = 50;

/** A workflow of the pipeline that has not ended. */
export interface RunningWorkflow {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  /** Our clock, epoch ms. */
  readonly startedAt: number;
}

export interface RunningSource {
  /** Newest first. @throws Error with a sentence when the server gives no answer in two seconds. */
  running(): Promise<readonly RunningWorkflow[]>;
  close(): Promise<void>;
}

/** Asks Temporal's visibility store for what runs on the pipeline's queue. Connects with the first question. */
export function createRunningSource(temporal: NonNullable<DashboardSettings['temporal']>): RunningSource {
  const connection = Connection.lazy({ address: temporal.address, interceptors: [] });
  const client = new Client({ connection, namespace: temporal.namespace });
  const query = `TaskQueue = '${TASK_QUEUES.pipeline}' AND ExecutionStatus = 'Running'`;
  const list = async (): Promise<RunningWorkflow[]> => {
    const found: RunningWorkflow[] = [];
    for await (const { workflowId, runId, type, startTime } of client.workflow.list({ query })) {
      found.push({ workflowId, runId, type, startedAt: startTime.getTime() });
      if (found.length === MOST_SHOWN) break;
    }
    return found.sort((a, b) => b.startedAt - a.startedAt);
  };
  return {
    async running() {
      try {
        return await connection.withDeadline(Date.now() + QUERY_DEADLINE_MS, list);
      } catch (error) {
        throw new Error(`Temporal gives no answer at ${temporal.address}`, { cause: error });
      }
    },
    close: () => connection.close(),
  };
}
