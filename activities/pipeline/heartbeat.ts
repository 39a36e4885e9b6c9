import { CancelledFailure, Context } from '@temporalio/activity';

/** Between two heartbeats while one step goes on: a query of DuckDB may take minutes. */
const HEARTBEAT_MS = 2_000;

/**
 * Runs work that tells its steps; the activity's heartbeat says the current one.
 * @throws CancelledFailure at the next step once the activity was cancelled.
 */
export async function withHeartbeat<T>(work: (atStep: (step: string) => void) => Promise<T>): Promise<T> {
  const context = Context.current();
  let step = 'starting';
  const beat = (): void => context.heartbeat(step);
  const timer = setInterval(beat, HEARTBEAT_MS);
  try {
    beat();
    return await work((next) => {
      if (context.cancellationSignal.aborted) throw new CancelledFailure(`cancelled before: ${next}`);
      step = next;
      beat();
    });
  } finally {
    clearInterval(timer);
  }
}
