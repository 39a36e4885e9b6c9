import { Client, Connection } from '@temporalio/client';
import type { TradingStatus } from '../../../workflows/messages.ts';
import type { DashboardSettings } from '../settings.ts';

const QUERY_DEADLINE_MS = 2_000;

/** Every field may be missing: an older workflow may not tell it yet. */
export type StrategyStatus = Partial<TradingStatus>;

export interface StrategySource {
  /** The answer to the workflow's `status` query. @throws Error with a sentence when it can't be had in two seconds. */
  status(): Promise<StrategyStatus>;
  close(): Promise<void>;
}

/** Asks the trading workflow. Connects with the first question, and again by itself after the server was away. */
export function createStrategySource(temporal: NonNullable<DashboardSettings['temporal']>): StrategySource {
  // No retries of its own: the page asks again in a second, and a retry after close() would throw where nobody catches.
  const connection = Connection.lazy({ address: temporal.address, interceptors: [] });
  const client = new Client({ connection, namespace: temporal.namespace });
  return {
    async status() {
      const handle = client.workflow.getHandle(temporal.workflowId);
      try {
        const ask = () => handle.query<StrategyStatus>('status');
        return await connection.withDeadline(Date.now() + QUERY_DEADLINE_MS, ask);
      } catch (error) {
        throw new Error(whyUnreachable(error, temporal), { cause: error });
      }
    },
    close: () => connection.close(),
  };
}

function whyUnreachable(error: unknown, { workflowId, address }: { workflowId: string; address: string }): string {
  if (error instanceof Error && error.name === 'WorkflowNotFoundError') return `workflow ${workflowId} is not there`;
  if (error instanceof Error && error.name === 'QueryNotRegisteredError') {
    return `workflow ${workflowId} knows no query "status"`;
  }
  return `workflow ${workflowId} gives no answer at ${address}: no worker, or no server`;
}
