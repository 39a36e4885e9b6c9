import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { retriedActivities } from '../../../adapters/temporal-status/retried-activities.ts';
import { openTerminal } from '../terminal.ts';
import { unlessStopped } from '../stop-signals.ts';
import { CommandInterrupted } from './interrupted.ts';
import type { PipelineAtWork } from './running-pipeline.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * Follows a workflow to its end on one live line, and says once each why a step is tried again.
 *
 * @returns undefined when it was interrupted and goes on without us.
 * @throws Error with the workflow's own sentence when it fails; CommandInterrupted when its pipeline ends with us.
 */
export async function followWorkflow<T>(
  { signal, isOwn, failure }: PipelineAtWork,
  handle: WorkflowHandle,
  progress: () => Promise<string>,
): Promise<T | undefined> {
  const terminal = openTerminal(process.stderr);
  const said = new Set<string>();
  const ended = handle.result().then(
    (value) => ({ value: value as T }),
    (error: unknown) => ({ error }),
  );
  try {
    for (;;) {
      const end = await unlessStopped(signal, Promise.race([ended, failure, sleep(LOOK_EVERY_MS, undefined)]));
      if (!end) {
        for (const { activity, reason } of await retriedActivities(handle).catch(() => [])) {
          if (said.has(reason)) continue;
          said.add(reason);
          terminal.say(`${activity} failed, and is tried again: ${reason}`);
        }
        terminal.live(await progress().catch(() => `${handle.workflowId} is under way`));
        continue;
      }
      if ('error' in end) {
        throw new Error(`${handle.workflowId} failed: ${sentenceOf(end.error)}`, { cause: end.error });
      }
      return end.value;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    terminal.endLive();
    const id = handle.workflowId;
    if (isOwn) throw new CommandInterrupted(`${id} is stopped: the same command goes on from here`);
    terminal.say(
      `${id} goes on. See it: temporal workflow describe -w ${id}. End it: temporal workflow cancel -w ${id}`,
    );
    return undefined;
  } finally {
    terminal.endLive();
  }
}

function sentenceOf(error: unknown): string {
  let cause = error instanceof WorkflowFailedError ? error.cause : error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
}
