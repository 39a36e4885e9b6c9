/** States in which a run has ended without success, and `LOST` for one that can't be followed any more. */
export type FailedState = 'FAILED' | 'TIMEOUT' | 'STOPPED' | 'ERROR' | 'EXPIRED' | 'LOST';

/** A run of the job ended badly; the message says which, how, and the job's own reason. */
export class GlueRunFailed extends Error {
  override readonly name = 'GlueRunFailed';
  readonly state: FailedState;

  constructor(runId: string, state: FailedState, reason: string) {
    super(`run ${runId === '' ? 'not started' : runId} of the Glue job ended ${state}: ${reason}`);
    this.state = state;
  }
}

/** Trying again would not help: the job isn't there, may not be used, or was asked for what it doesn't do. */
export class GlueRefused extends Error {
  override readonly name = 'GlueRefused';
}
