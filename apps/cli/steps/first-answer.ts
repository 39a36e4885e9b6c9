import { setTimeout as sleep } from 'node:timers/promises';

export interface AskingAgain {
  /** How long one question may wait, ms. */
  readonly eachMs: number;
  /** No question is asked after so long, ms. */
  readonly withinMs: number;
  /** Between two questions, ms. */
  readonly pauseMs: number;
}

/**
 * Asks until there is an answer. A question may be lost with the worker that it was handed to, and would then wait until
 * its time is over; asked anew, the worker that is there answers.
 *
 * @throws Error that says what the last question failed of.
 */
export async function firstAnswer<T>(
  ask: (timeoutMs: number) => Promise<T>,
  { eachMs, withinMs, pauseMs }: AskingAgain,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask(eachMs);
    } catch (error) {
      if (performance.now() + pauseMs >= until) {
        throw new Error(`the trading workflow does not answer, asked for ${withinMs / 1000} s: ${reasonOf(error)}`, {
          cause: error,
        });
      }
    }
    await sleep(pauseMs);
  }
}

/** The client says "Failed to query Workflow"; what the server said is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
