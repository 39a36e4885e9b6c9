import type { ActivityOptions } from '@temporalio/workflow';

/**
 * A part is a month: seconds for klines, many minutes for aggregate trades. A worker that died is noticed by its
 * heartbeats. An archive or exchange that can't be reached is asked again for half a day; what no retry mends fails at
 * once (BACKFILL_FAILURES).
 */
export const LOAD_PART_POLICY: ActivityOptions = {
  startToCloseTimeout: '6h',
  scheduleToCloseTimeout: '12h',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

export const RECORD_RUN_POLICY: ActivityOptions = {
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumAttempts: 10 },
};

/** Events after which a run is continued as new; a part takes three to six. */
export const MAX_BACKFILL_EVENTS = 1_000;
