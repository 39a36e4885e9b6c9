import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';

/** Waits between attempts while the server is away, ms. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/** Signals kept while the server is away; beyond that the oldest go: the workflow fetches by REST what it missed. */
const MOST_WAITING = 120;

interface Waiting {
  readonly name: string;
  readonly argument: unknown;
}

/**
 * Sends signals to one workflow in order, and keeps them while the server or the workflow is away. The workflow applies
 * each once (bars by open time, changes by looking), so that sending one twice does no harm.
 */
export class SignalOutbox {
  private readonly waiting: Waiting[] = [];
  private readonly handle: WorkflowHandle;
  private readonly log: (line: string) => void;
  private sending: Promise<void> | undefined;
  private isClosed = false;

  constructor(handle: WorkflowHandle, log: (line: string) => void) {
    this.handle = handle;
    this.log = log;
  }

  /** Never throws and never waits. */
  send(name: string, argument: unknown): void {
    if (this.isClosed) return;
    this.waiting.push({ name, argument });
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    this.sending ??= this.drain().finally(() => {
      this.sending = undefined;
    });
  }

  /** Gives up what is still waiting. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.waiting.length = 0;
    await this.sending;
  }

  private async drain(): Promise<void> {
    let wait = FIRST_WAIT_MS;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      try {
        await this.handle.signal(next.name, next.argument);
        if (this.waiting[0] === next) this.waiting.shift();
        wait = FIRST_WAIT_MS;
      } catch (error) {
        if (this.isClosed) return;
        if (!isPassing(error)) this.log(`signal ${next.name} could not be sent: ${String(error)}`);
        await delay(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }
}

/** The server is starting again, or the workflow is not started yet: nothing to tell. */
function isPassing(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || isGrpcServiceError(error);
}
