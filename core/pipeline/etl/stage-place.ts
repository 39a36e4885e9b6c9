import type { EtlStage } from './stages.ts';

/**
 * Where silver and gold are computed. `local`: in the pipeline worker. `spark-submit`: by the Spark job as a process of the
 * worker's machine. `glue`: by the same job in AWS Glue. Compaction is always the worker's.
 */
export const STAGE_PLACES = ['local', 'spark-submit', 'glue'] as const;

/** The choice, with the wall time that one run of the job may take (ms), where there is a job. */
export type StagePlace =
  { readonly kind: 'local' } | { readonly kind: 'spark-submit' | 'glue'; readonly timeoutMs: number };

/** The stages that a job can compute. */
export type JobStage = Exclude<EtlStage, 'compact'>;

export const DEFAULT_JOB_TIMEOUT_MINUTES = 120;
