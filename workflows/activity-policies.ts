import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';

/**
 * Every time-out and retry of the trading workflow, in one place. Wall time.
 *
 * - Local activities never leave the worker: no server round trip inside the minute. They are questions and may be asked
 *   again; when they fail, the step records why and the minute goes on.
 * - Orders are ordinary activities: the intent is in the history before the order leaves. `startToCloseTimeout` is how
 *   long a killed worker keeps us from trying again, so it is short; every attempt asks for the client id first.
 */
export const PREDICTION_POLICY: LocalActivityOptions = {
  startToCloseTimeout: '10s',
  retry: { maximumAttempts: 2, initialInterval: '100ms' },
};

export const RISK_POLICY: LocalActivityOptions = {
  startToCloseTimeout: '4s',
  retry: { maximumAttempts: 2, initialInterval: '100ms' },
};

export const OBSERVATION_POLICY: LocalActivityOptions = {
  startToCloseTimeout: '4s',
  retry: { maximumAttempts: 2, initialInterval: '200ms' },
};

/** The audit may be written later, in order: a full disk must not stop the minute. */
export const RECORDING_POLICY: ActivityOptions = {
  startToCloseTimeout: '3s',
  retry: { maximumAttempts: 1 },
};

/** The same, for what needs not be in the history first. */
export const LOCAL_RECORDING_POLICY: LocalActivityOptions = {
  startToCloseTimeout: '3s',
  retry: { maximumAttempts: 1 },
};

export const NOTIFICATION_POLICY: LocalActivityOptions = {
  startToCloseTimeout: '3s',
  retry: { maximumAttempts: 1 },
};

/** A stale entry is worse than none: after scheduleToClose the next look at the exchange decides what became of it. */
export const ENTRY_POLICY: ActivityOptions = {
  startToCloseTimeout: '3s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 1.5, maximumInterval: '1s' },
};

/**
 * An attempt gives up by itself (`BracketRefused`, not retryable) as soon as the stop can't be had, and the position is
 * then closed. The long scheduleToClose is for a worker that died: its successor finds the legs by their ids.
 */
export const BRACKET_POLICY: ActivityOptions = {
  startToCloseTimeout: '3s',
  scheduleToCloseTimeout: '60s',
  retry: { initialInterval: '100ms', backoffCoefficient: 1.5, maximumInterval: '1s' },
};

/** A position that must go is tried for as long as it takes within the minute; the next minute tries again. */
export const CLOSE_POLICY: ActivityOptions = {
  startToCloseTimeout: '3s',
  scheduleToCloseTimeout: '45s',
  retry: { initialInterval: '200ms', backoffCoefficient: 1.5, maximumInterval: '2s' },
};

export const CANCEL_POLICY: ActivityOptions = {
  startToCloseTimeout: '4s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '2s' },
};

/** Failure types that no retry mends. */
export const NOT_RETRYABLE = { bracketRefused: 'BracketRefused', refused: 'ExchangeRefused' } as const;

/**
 * How long a workflow task may take before another worker gets it: fail-over after a kill. Longer than the replay of a
 * whole history on a busy machine: a replay that never ends in time would be begun again for ever.
 */
export const WORKFLOW_TASK_TIMEOUT = '5s';

/**
 * Events after which a run is continued as new, well before the server's own suggestion (4,096): a replay after a
 * fail-over then takes a fraction of WORKFLOW_TASK_TIMEOUT even on a busy machine. Measured: 4,100 events took over
 * 6 s to replay with six times as much work as cores.
 */
export const MAX_HISTORY_EVENTS = 1_000;
