import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { retriedActivities } from '../../../adapters/temporal-status/retried-activities.ts';
import { TASK_QUEUES } from '../../../workflows/messages.ts';
import { openTerminal } from '../terminal.ts';
import { dataDirectoryOf } from './lake-place.ts';
import type { LakeOptions } from './lake-place.ts';

const CONNECT_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Runs with a client of the Temporal server whose pipeline works on this lake: that of the running `npm start`, or the one
 * that TEMPORAL_ADDRESS names.
 * @throws ConfigurationRefused when none is there, or nobody polls its pipeline queue.
 */
export async function withPipeline<T>(options: LakeOptions, use: (client: Client) => Promise<T>): Promise<T> {
  if (options.lake !== undefined) {
    throw new ConfigurationRefused(
      '--lake names tables; what runs on them is found by --data-dir, or TEMPORAL_ADDRESS',
    );
  }
  const { address, namespace } = await temporalOf(dataDirectoryOf(options));
  const start = 'start it with npm start, or name a server with a pipeline worker by TEMPORAL_ADDRESS';
  const connection = await Connection.connect({ address, connectTimeout: CONNECT_WITHIN_MS }).catch(
    (error: unknown) => {
      throw new ConfigurationRefused(`no Temporal server answers at ${address}: ${start}`, { cause: error });
    },
  );
  try {
    const { pollers = [] } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: TASK_QUEUES.pipeline },
    });
    if (pollers.length === 0) throw new ConfigurationRefused(`no pipeline worker polls at ${address}: ${start}`);
    return await use(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

async function temporalOf(dataDirectory: string): Promise<{ address: string; namespace: string }> {
  const { TEMPORAL_ADDRESS: named, TEMPORAL_NAMESPACE: namespace = 'default' } = process.env;
  if (named) return { address: named, namespace };
  const file = path.join(dataDirectory, 'pipeline.json');
  try {
    const { temporal } = JSON.parse(await readFile(file, 'utf8')) as {
      temporal: { address: string; namespace: string };
    };
    return temporal;
  } catch (error) {
    throw new ConfigurationRefused(
      `no pipeline has run in ${dataDirectory}: start it with npm start, or name a server by TEMPORAL_ADDRESS`,
      { cause: error },
    );
  }
}

/**
 * Follows a workflow to its end on one live line, and says once each why a step is tried again. An interruption only
 * leaves it: the workflow goes on.
 * @throws Error with the workflow's own sentence when it fails.
 */
export async function followWorkflow<T>(
  handle: WorkflowHandle,
  progress: () => Promise<string>,
): Promise<T | undefined> {
  const terminal = openTerminal(process.stderr);
  const said = new Set<string>();
  let left = false;
  const leave = (): void => {
    left = true;
  };
  process.once('SIGINT', leave);
  const ended = handle.result().then(
    (value) => ({ value: value as T }),
    (error: unknown) => ({ error }),
  );
  try {
    for (;;) {
      const end = await Promise.race([ended, sleep(LOOK_EVERY_MS, undefined)]);
      if (left) {
        terminal.endLive();
        const id = handle.workflowId;
        terminal.say(
          `${id} goes on. See it: temporal workflow describe -w ${id}. End it: temporal workflow cancel -w ${id}`,
        );
        return undefined;
      }
      if (end) {
        terminal.endLive();
        if ('error' in end)
          throw new Error(`${handle.workflowId} failed: ${sentenceOf(end.error)}`, { cause: end.error });
        return end.value;
      }
      for (const { activity, reason } of await retriedActivities(handle).catch(() => [])) {
        if (said.has(reason)) continue;
        said.add(reason);
        terminal.say(`${activity} failed, and is tried again: ${reason}`);
      }
      terminal.live(await progress().catch(() => `${handle.workflowId} is under way`));
    }
  } finally {
    process.off('SIGINT', leave);
  }
}

function sentenceOf(error: unknown): string {
  let cause = error instanceof WorkflowFailedError ? error.cause : error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
}
