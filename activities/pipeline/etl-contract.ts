import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { EtlStage, StageRequest, StageResult } from '../../core/pipeline/etl/stages.ts';

/** One row of audit/pipeline_runs but for who writes it. Times of the interval are exchange time, the others our clock. */
export interface StageRun {
  readonly stage: EtlStage;
  readonly symbol: string;
  readonly dates: readonly UtcDate[];
  readonly startedAt: number;
  readonly finishedAt: number;
  /** What it did, or why it failed. */
  readonly outcome: StageResult | { readonly failure: string };
}

/** activities/pipeline/etl.ts: each may be tried again, and ends the same. */
export interface EtlActivities {
  /** The exchange's time, epoch ms. */
  readMarketTime(): Promise<number>;
  /** The newest day of which this stage succeeded, by audit/pipeline_runs; null when none has. */
  findLastSuccess(request: { readonly symbol: string; readonly stage: EtlStage }): Promise<UtcDate | null>;
  /** First days of the intervals of which this stage succeeded, each with the day after its last. */
  findSucceededIntervals(request: {
    readonly symbol: string;
    readonly stage: EtlStage;
  }): Promise<readonly { readonly from: UtcDate; readonly to: UtcDate }[]>;
  buildSilverStage(request: StageRequest): Promise<StageResult>;
  buildGoldStage(request: StageRequest): Promise<StageResult>;
  compactStage(request: StageRequest): Promise<StageResult>;
  /** Once for each stage and interval of a workflow run, however often it is tried. */
  recordStageRun(run: StageRun): Promise<void>;
}

/** Failure types that no retry mends. */
export const ETL_FAILURES = {
  /** A message of bronze can't be read. */
  unreadable: 'UnreadableBronze',
  /** The stage can't be done for these days: silver has none of them, or the request is wrong. */
  refused: 'StageRefused',
} as const;
