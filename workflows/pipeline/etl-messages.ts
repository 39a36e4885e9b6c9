import { defineQuery } from '@temporalio/workflow';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { EtlStage, StageResult } from '../../core/pipeline/etl/stages.ts';
import type { QualityThresholds } from '../../core/quality/thresholds.ts';
import type { MarketClock } from '../../core/time/market-clock.ts';

/** What a daily run and a range have in common. */
export interface EtlOptions {
  readonly symbol: string;
  /** All of them by default, in their order: one alone to run it again. */
  readonly stages?: readonly EtlStage[];
  /** Whether missing minutes are asked of the exchange; true by default. */
  readonly repair?: boolean;
  readonly thresholds?: QualityThresholds;
}

export interface DailyEtlInput extends EtlOptions {
  /** The UTC day; without one the day before the schedule's time, or in a paper market all days that are due. */
  readonly date?: UtcDate;
  /** How exchange time runs; real time when absent. */
  readonly clock?: MarketClock;
  /** Exchange time after which the run is told to be late; DEFAULT_SLA_MS when absent. */
  readonly slaMs?: number;
}

export interface DailyEtlResult {
  readonly dates: readonly UtcDate[];
  /** Of the day, when it was one; the children of several have their own. */
  readonly stages: readonly StageResult[];
}

export interface EtlRangeInput extends EtlOptions {
  readonly from: UtcDate;
  /** The day after the last. */
  readonly to: UtcDate;
  /** Months worked on at once; MONTHS_AT_ONCE when absent. */
  readonly atOnce?: number;
  /** Leaves out months of which the last stage has succeeded before. */
  readonly resume?: boolean;
  /** Handed on by the run before. */
  readonly progress?: EtlRangeProgress;
  /** Events after which the history is continued as new; MAX_RANGE_EVENTS when absent. */
  readonly maxHistoryEvents?: number;
}

/** How far a range is. Months are counted in order: the first `monthsDone` are done, skipped or failed. */
export interface EtlRangeProgress {
  readonly months: number;
  readonly monthsDone: number;
  /** Left out because they had succeeded before. */
  readonly monthsSkipped: number;
  readonly rows: number;
  readonly missingMinutes: number;
  readonly repairedMinutes: number;
  readonly failed: readonly { readonly from: UtcDate; readonly to: UtcDate; readonly reason: string }[];
  /** Our clock, epoch ms. */
  readonly startedAt: number;
}

export const etlProgressQuery = defineQuery<EtlRangeProgress>('progress');

export interface PipelineWatchdogInput {
  readonly symbol: string;
  /** How old the end of the newest day may be, exchange time; DEFAULT_MAX_AGE_MS when absent. */
  readonly maxAgeMs?: number;
  /** Exchange time from which on days are expected, epoch ms: no alarm before the first of them can be late. */
  readonly expectedFrom?: number;
}

export interface PipelineWatchdogResult {
  readonly lastSuccess: UtcDate | null;
  /** Exchange time since the end of that day, or since days are expected; null when neither is known. */
  readonly ageMs: number | null;
  readonly alarmed: boolean;
}
