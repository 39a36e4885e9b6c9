import { ActivityCancellationType } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';

/**
 * Recording runs for `forMs` and is told by its heartbeats to be alive; when they stop, its worker is gone, and another
 * attempt begins. The workflow itself makes it, after a wait, so that its status shows the failure. A pause arrives with
 * the answer to a heartbeat: within `maxHeartbeatThrottleInterval` of the worker, at most 80 % of the heartbeat time-out.
 */
export function recordingPolicy(forMs: number): ActivityOptions {
  return {
    startToCloseTimeout: forMs + 3_600_000,
    heartbeatTimeout: '30s',
    // A pause is one when what came is in Bronze.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
  };
}

/** One run of the workflow, and of its activity: a day. */
export const RECORDING_RUN_MS = 24 * 3_600_000;

export const FIRST_RESTART_MS = 1_000;
export const LONGEST_RESTART_MS = 60_000;

/** Recording that went on for this long was well: the next failure waits the shortest time again. */
export const WELL_AFTER_MS = 300_000;

/** Events after which a run is continued as new even within its day: failures and reports make them. */
export const MAX_MARKET_DATA_EVENTS = 1_000;
