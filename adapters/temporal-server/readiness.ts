import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';
/** grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING */
const SERVING = 1;
const ASK_EVERY_MS = 100;

/**
 * Waits until the server answers its health check and knows the namespace.
 *
 * @throws Error when it does not within `timeoutMs`, or `signal` is aborted.
 */
export async function waitUntilServing(
  address: string,
  namespace: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    try {
      await askOnce(address, namespace);
      return;
    } catch (error) {
      last = error;
    }
    await sleep(ASK_EVERY_MS, undefined, signal === undefined ? {} : { signal });
  }
  const why = last instanceof Error ? last.message : String(last);
  throw new Error(`the Temporal server at ${address} did not answer within ${timeoutMs / 1000} s: ${why}`);
}

async function askOnce(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await connection.withDeadline(Date.now() + 2_000, async () => {
      const health = await connection.healthService.check({ service: SERVICE });
      if (Number(health.status) !== SERVING) throw new Error(`health check says ${health.status}`);
      await connection.workflowService.describeNamespace({ namespace });
    });
  } finally {
    await connection.close();
  }
}
