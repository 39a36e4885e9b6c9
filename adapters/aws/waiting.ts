import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 60_000;

/**
 * The pause after a failed call: doubled with each, up to a minute.
 * @param attempt calls that failed before this one.
 * @param firstMs of the first pause.
 * @throws the signal's reason when aborted.
 */
export async function growingPause(attempt: number, firstMs: number, signal: AbortSignal | undefined): Promise<void> {
  const longest = Math.min(LONGEST_MS, firstMs * 2 ** Math.min(attempt, 10));
  // Half of it by chance: many that were refused together don't come back together.
  await pause(longest * (0.5 + Math.random() / 2), signal);
}

/** @throws the signal's reason when aborted. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
}

/** Aborts when one of them does. */
export function either(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([one, other].filter((signal) => signal !== undefined));
}
