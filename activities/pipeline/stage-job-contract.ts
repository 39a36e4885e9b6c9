import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { JobStage, StagePlace } from '../../core/pipeline/etl/stage-place.ts';
import type { StageRequest, StageResult } from '../../core/pipeline/etl/stages.ts';

/** A stage of some days, by a job. */
export interface StageJobRequest extends StageRequest {
  readonly stage: JobStage;
}

/** How the lake was before the job. */
export interface StageJobPreparation {
  /** Versions of the tables that the stage writes. */
  readonly tables: string;
  /** gold: what the job is made from; the same text as long as nobody writes it. */
  readonly silver?: string;
  /** silver: what bronze holds of each day's klines. */
  readonly klines?: readonly KlinesOfDay[];
}

export interface KlinesOfDay {
  readonly date: UtcDate;
  /** Minutes that bronze had not, before the exchange was asked for them. */
  readonly missingMinutes: number;
  /** Messages that said the same again. */
  readonly duplicates: number;
  /** Minutes of which messages say different things. */
  readonly disagreements: number;
}

export interface RunGlueStageRequest {
  readonly stage: JobStage;
  readonly symbol: string;
  readonly from: UtcDate;
  /** Not included. */
  readonly to: UtcDate;
  /** Tells one run of the job for a workflow's days from another, when it has to be done again. */
  readonly round: number;
}

/** activities/pipeline/stage-job.ts and glue.ts: silver and gold by the Spark job in place of the worker itself. */
export interface StageJobActivities {
  /** Where silver and gold are computed, as this worker was told. */
  readStagePlace(): Promise<StagePlace>;
  /** What the job itself does not: for silver, minutes that bronze hasn't are asked of the exchange. May be repeated. */
  prepareStageJob(request: StageJobRequest): Promise<StageJobPreparation>;
  /**
   * Runs a stage of the job to its end. Every attempt at the same request follows the same run while it is good.
   * Fails with GlueRunFailed (another attempt may help) or GlueRefused and GlueRunStopped (none will).
   */
  runGlueStage(request: RunGlueStageRequest): Promise<{ readonly runId: string }>;
  /** Counts and judges what the job wrote; null when silver was written while gold was made of it: then it is to be made again. */
  judgeStageJob(request: StageJobRequest & { readonly before: StageJobPreparation }): Promise<StageResult | null>;
}
