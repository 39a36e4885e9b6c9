import type { UtcDate } from '../../core/pipeline/data-interval.ts';

/** The stages of the Glue job, in their order. */
export const GLUE_STAGES = ['silver', 'gold'] as const;
export type GlueStage = (typeof GLUE_STAGES)[number];

/** What one run of the job computes: these stages of these days of a symbol. */
export interface GlueJobRequest {
  /** The same for every attempt at the same work and for no other: a run that has it already is not started again. */
  readonly key: string;
  /** Where Spark finds the lake: a folder, or `s3://bucket/prefix`. */
  readonly lake: string;
  readonly symbol: string;
  readonly from: UtcDate;
  /** Not included. */
  readonly to: UtcDate;
  readonly stages: readonly GlueStage[];
}

export interface GlueJobProgress {
  readonly runId: string;
  /** As Glue has them, e.g. `RUNNING`. */
  readonly state: string;
  /** What the job said last, where it can be heard. */
  readonly line?: string;
}

export interface GlueJobOptions {
  /** Told when something happens and at each poll: a caller's sign of life. */
  readonly onProgress?: (progress: GlueJobProgress) => void;
  /** Aborting stops the run, and then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Aborting rejects with the signal's reason; a run in AWS goes on, and is found by the next attempt. */
  readonly leave?: AbortSignal | undefined;
  /** A run of this request that an attempt before has started: it is followed instead of starting another. */
  readonly runId?: string | undefined;
}

export interface GlueJobResult {
  readonly runId: string;
}

/** Runs the Glue job to its end: in AWS, or as a process of this machine. */
export interface GlueJobRunner {
  /**
   * @throws GlueRunFailed when a run ended badly, GlueRefused when none can be started; the signal's reason when aborted.
   */
  run(request: GlueJobRequest, options?: GlueJobOptions): Promise<GlueJobResult>;
}
