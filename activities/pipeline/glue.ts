import { ApplicationFailure, cancellationSignal, heartbeat, activityInfo } from '@temporalio/activity';
import { GlueRefused, GlueRunFailed } from '../../adapters/glue/job-failures.ts';
import type { GlueJobProgress, GlueJobResult, GlueJobRunner } from '../../adapters/glue/port.ts';
import type { RunGlueStageRequest } from './stage-job-contract.ts';

/** Between two signs of life, well within any heartbeat timeout that makes sense. */
const HEARTBEAT_MS = 5_000;

/**
 * The activity runGlueStage of StageJobActivities.
 * @param runner undefined where the worker was told that there is no job: then the request is refused.
 * @param lake where the job finds the lake.
 */
export async function runGlueStage(
  runner: GlueJobRunner | undefined,
  lake: string,
  request: RunGlueStageRequest,
): Promise<GlueJobResult> {
  if (!runner) {
    throw ApplicationFailure.nonRetryable(
      'this worker has no job for silver and gold: it was started with etl.stages local',
      'GlueRefused',
    );
  }
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
    const { stage, symbol, from, to } = request;
    return await runner.run(
      { key: keyOf(request), lake, symbol, from, to, stages: [stage] },
      {
        signal: stop.signal,
        leave: leave.signal,
        runId: last?.runId || undefined,
        onProgress(progress) {
          last = progress;
          heartbeat(progress);
        },
      },
    );
  } catch (error) {
    throw asFailure(error);
  } finally {
    clearInterval(beat);
  }
}

/** The same for every attempt of one activity of a workflow, and for no other. */
function keyOf({ stage, symbol, from, round }: RunGlueStageRequest): string {
  const { workflowExecution } = activityInfo();
  return [workflowExecution?.workflowId, workflowExecution?.runId, symbol, stage, from, round].join('/');
}

/** A run that a person has stopped is not started again behind their back. */
function asFailure(error: unknown): unknown {
  if (error instanceof GlueRefused) return ApplicationFailure.nonRetryable(error.message, error.name);
  if (!(error instanceof GlueRunFailed)) return error;
  if (error.state === 'STOPPED') return ApplicationFailure.nonRetryable(error.message, 'GlueRunStopped');
  return ApplicationFailure.retryable(error.message, error.name);
}
