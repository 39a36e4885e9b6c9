import { ActivityCancellationType } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';

/**
 * Every time-out and retry of the ETL's workflows, in one place. Wall time.
 *
 * A stage of a month takes seconds for klines and many minutes for a month of recorded trades and books. A worker that
 * died is noticed by its heartbeats. What is only in the way (a store that is down, another writer) is tried again for
 * some hours; what no retry mends fails at once, by the types in activities/pipeline/etl-contract.ts.
 */
export const STAGE_POLICY: ActivityOptions = {
  startToCloseTimeout: '3h',
  scheduleToCloseTimeout: '8h',
  heartbeatTimeout: '30s',
  retry: {
    initialInterval: '1s',
    backoffCoefficient: 2,
    maximumInterval: '2m',
    nonRetryableErrorTypes: ['UnreadableBronze', 'StageRefused'],
  },
};

/** A run waits for its turn and for answers this long on top of its own time. */
const JOB_PATIENCE_MS = 30 * 60_000;

/**
 * A run of the Spark job: ended by its runner when it takes longer than it may, so that these are the bounds of a runner
 * that hangs. A cancelled workflow ends when the run is stopped. A run that failed is made again, but not all day.
 */
export function jobPolicy(timeoutMs: number): ActivityOptions {
  const oneRun = timeoutMs + JOB_PATIENCE_MS;
  return {
    startToCloseTimeout: oneRun,
    scheduleToCloseTimeout: 3 * oneRun,
    heartbeatTimeout: '30s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '10m', maximumAttempts: 3 },
  };
}

/** How often gold is made again when silver was written meanwhile. */
export const MAX_JOB_ROUNDS = 5;

/** Asking the exchange's clock or the lake, and writing down what was done. */
export const BOOKKEEPING_POLICY: ActivityOptions = {
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 20 },
};

/** An alert that can't be sent holds nothing up. */
export const ALERT_POLICY: ActivityOptions = {
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', maximumAttempts: 5 },
};

/** Failure types of the ETL's workflows; no retry of the same input mends them. */
export const ETL_WORKFLOW_FAILURES = {
  /** A quality check said stop. */
  qualityStop: 'QualityStop',
  /** The input can't be. */
  badInput: 'BadEtlInput',
  /** Some days or months of several could not be done; the others are. */
  incomplete: 'EtlIncomplete',
  /** Silver was written again and again while the job made gold of it. */
  silverUnquiet: 'SilverUnquiet',
} as const;

/** From when on a day is told to be late, exchange time: two hours. */
export const DEFAULT_SLA_MS = 2 * 3_600_000;

/** More days than this at once are a range, done by the month. */
export const DAYS_ONE_BY_ONE = 7;

/** How old the newest day may be before the watchdog alarms, exchange time: the day itself and twelve hours. */
export const DEFAULT_MAX_AGE_MS = 36 * 3_600_000;

/** Months that a range works on at once. */
export const MONTHS_AT_ONCE = 2;

/** Events after which a range is continued as new; a month takes about forty. */
export const MAX_RANGE_EVENTS = 1_000;

/** Reads a month of gold and the audit's end: minutes on a busy machine. What is measured tomorrow need not be tried all day. */
export const DRIFT_POLICY: ActivityOptions = {
  startToCloseTimeout: '15m',
  retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '5m', maximumAttempts: 5 },
};
