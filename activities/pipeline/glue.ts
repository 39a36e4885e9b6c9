import { ApplicationFailure, cancellationSignal, heartbeat, activityInfo } from '@temporalio/activity';
import { GlueRefused, GlueRunFailed } from '../../adapters/glue/job-failures.ts';
import type { GlueJobProgress, GlueJobRequest, GlueJobResult, GlueJobRunner } from '../../adapters/glue/port.ts';

export interface GlueActivities {
  /**
   * Runs stages of the Glue job to their end. Every attempt at the same request follows the same run while it is good.
   * Fails with GlueRunFailed (another attempt may help) or GlueRefused and GlueRunStopped (none will).
   */
  runGlueStage(request: GlueJobRequest): Promise<GlueJobResult>;
}

/** Between two signs of life, well within any heartbeat timeout that makes sense. */
const HEARTBEAT_MS = 5_000;

export function createGlueActivities({ glue }: { readonly glue: GlueJobRunner }): GlueActivities {
  return {
    async runGlueStage(request) {
      let last = activityInfo().heartbeatDetails as GlueJobProgress | undefined;
      const [stop, leave] = [new AbortController(), new AbortController()];
      const onCancelled = (): void => {
        const reason = cancellationSignal().reason as Error;
        // A worker that goes leaves the run to the next attempt; whoever else cancels wants it stopped.
        (reason.message === 'WORKER_SHUTDOWN' ? leave : stop).abort(reason);
      };
      cancellationSignal().addEventListener('abort', onCancelled, { once: true });
      const beat = setInterval(() => heartbeat(last), HEARTBEAT_MS);
      try {
        return await glue.run(request, {
          signal: stop.signal,
          leave: leave.signal,
          runId: last?.runId || undefined,
          onProgress(progress) {
            last = progress;
            heartbeat(progress);
          },
        });
      } catch (error) {
        throw asFailure(error);
      } finally {
        clearInterval(beat);
      }
    },
  };
}

/** A run that a person has stopped is not started again behind their back. */
function asFailure(error: unknown): unknown {
  if (error instanceof GlueRefused) return ApplicationFailure.nonRetryable(error.message, error.name);
  if (!(error instanceof GlueRunFailed)) return error;
  if (error.state === 'STOPPED') return ApplicationFailure.nonRetryable(error.message, 'GlueRunStopped');
  return ApplicationFailure.retryable(error.message, error.name);
}
