import type { Finding, Verdict } from '../../quality/finding.ts';
import type { QualityThresholds } from '../../quality/thresholds.ts';
import type { UtcDate } from '../data-interval.ts';

/**
 * The stages of a day, in this order. `silver`: from bronze, with what is missing asked of the exchange. `gold`: features
 * and labels from silver. `compact`: the small files of the stream's hours in bronze become one an hour.
 */
export const ETL_STAGES = ['silver', 'gold', 'compact'] as const;
export type EtlStage = (typeof ETL_STAGES)[number];

/** One stage for some days. */
export interface StageRequest {
  readonly symbol: string;
  /** Ascending, each once. */
  readonly dates: readonly UtcDate[];
  /** Whether missing minutes are asked of the exchange; true by default. */
  readonly repair?: boolean;
  /** The defaults of core/quality when absent. */
  readonly thresholds?: QualityThresholds;
}

/** What a check noticed about a day. */
export interface DayFinding extends Finding {
  readonly date: UtcDate;
}

/** What a stage did for some days. */
export interface StageResult {
  readonly stage: EtlStage;
  /** `unchanged`: its tables had these rows already. */
  readonly status: 'succeeded' | 'unchanged';
  /** Rows of the stage in its tables. */
  readonly rows: number;
  readonly missingMinutes: number;
  readonly repairedMinutes: number;
  readonly duplicates: number;
  /** The gravest of all findings. */
  readonly verdict: Verdict;
  /** Those that are not `pass`. */
  readonly findings: readonly DayFinding[];
}

/** @throws RangeError naming the first stage that there is not. */
export function stagesInOrder(stages: readonly string[] | undefined): EtlStage[] {
  if (stages === undefined) return [...ETL_STAGES];
  const unknown = stages.find((stage) => !(ETL_STAGES as readonly string[]).includes(stage));
  if (unknown !== undefined || stages.length === 0) {
    throw new RangeError(`there is no stage "${unknown ?? ''}"; right is one or more of ${ETL_STAGES.join(', ')}`);
  }
  return ETL_STAGES.filter((stage) => stages.includes(stage));
}

/** What was noticed, a sentence a finding; undefined for nothing. */
export function findingsText(findings: readonly DayFinding[]): string | undefined {
  if (findings.length === 0) return undefined;
  return findings.map(({ date, verdict, check, sentence }) => `${date} ${check} ${verdict}: ${sentence}`).join('; ');
}
