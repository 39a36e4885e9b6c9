import type { ActivityOptions } from '@temporalio/workflow';

/**
 * Every time-out and retry of a retraining, in one place. Wall time: work takes as long in a fast market.
 *
 * A training is an hour on two cores and may have been waiting for a machine; a worker that died is noticed by its
 * heartbeats, and the next attempt goes on with what it left. What no retry mends fails at once, by the activity's own
 * failure types.
 */
export const TRAINING_POLICY: ActivityOptions = {
  startToCloseTimeout: '12h',
  scheduleToCloseTimeout: '20h',
  heartbeatTimeout: '1m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m', maximumAttempts: 10 },
};

/** Weeks of minutes through two models and two backtests take a minute. */
export const EVALUATION_POLICY: ActivityOptions = {
  startToCloseTimeout: '2h',
  scheduleToCloseTimeout: '6h',
  heartbeatTimeout: '1m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '2m', maximumAttempts: 10 },
};

/** A store or registry that can't be written is tried for hours: the champion goes on serving, and nothing waits for it. */
export const REGISTRY_POLICY: ActivityOptions = {
  startToCloseTimeout: '5m',
  scheduleToCloseTimeout: '6h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
};

/** Exchange time between two looks whether the ETL is done, and how long it is waited for. */
export const ETL_LOOK_EVERY_MS = 10 * 60_000;
export const ETL_WAIT_MS = 6 * 3_600_000;

/** No market is so fast that the lake should be asked more often. Wall time. */
export const SHORTEST_LOOK_MS = 1_000;

/** Failure types of the workflow's own; no retry of the same input mends them. */
export const RETRAIN_FAILURES = {
  /** The input can't be. */
  badInput: 'BadRetrainInput',
  /** The day it is about is not in gold, and did not come in time. */
  noData: 'EtlNotDone',
} as const;
