import { QueryFailed } from './query-error.ts';
import { DEFAULT_TIMEOUT_MS } from './port.ts';
import type { QueryOptions } from './port.ts';

/** When a query has to end, and why it was ended. */
export interface QueryDeadline {
  /** Aborted when the time is up or nobody waits any more. */
  readonly signal: AbortSignal;
  /** @throws QueryFailed that says which of the two, once aborted. */
  check(): void;
}

/** The time-out and the caller's own signal as one. The timer does not keep the process alive. */
export function queryDeadline({ timeoutMs = DEFAULT_TIMEOUT_MS, signal }: QueryOptions): QueryDeadline {
  const timeUp = AbortSignal.timeout(timeoutMs);
  return {
    signal: signal ? AbortSignal.any([signal, timeUp]) : timeUp,
    check: () => {
      if (signal?.aborted === true) throw new QueryFailed('the query was cancelled');
      if (timeUp.aborted) {
        throw new QueryFailed(`the query was stopped: it took longer than ${timeoutMs / 1000} s`);
      }
    },
  };
}
