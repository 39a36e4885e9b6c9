import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { ScheduleSpec } from '@temporalio/client';
import { DAY_MS, utcDayOf } from '../../core/market/bar.ts';
import { RETRAIN_WORKFLOW, retrainWorkflowId } from '../../core/model/retrain-names.ts';
import { toWallDuration } from '../../core/time/market-clock.ts';
import type { ScheduleDefinition } from './ensure-schedule.ts';
import type { PipelineSchedulesOptions } from './pipeline-schedules.ts';

export const DAILY_RETRAIN_SCHEDULE = 'daily-retrain';

export interface RetrainScheduleOptions extends Pick<
  PipelineSchedulesOptions,
  'symbol' | 'taskQueue' | 'clock' | 'now'
> {
  /** Kind of market whose minutes the lake holds. */
  readonly market: string;
}

/** After midnight UTC: the ETL of the day has usually ended by then; the workflow waits for it where it has not. */
const AFTER_MIDNIGHT_MS = 40 * 60_000;
/** The server takes none below. */
const SHORTEST_CATCH_UP_MS = 10_000;
/** No faster, however fast the market: a training takes minutes of the machine. */
const SHORTEST_INTERVAL_MS = 60_000;
/** Wait for the ETL, training, evaluation, each with its retries. Wall time. */
const LONGEST_RUN = '36h';

/**
 * - Overlap: a retraining is about the newest day, so one that is due while another runs is left out.
 * - Catch-up: of those missed while the server was down the last is enough, so no more than a day's.
 * - A failure does not pause it: the champion goes on, and the alert tells.
 */
export function dailyRetrainSchedule(options: RetrainScheduleOptions): ScheduleDefinition {
  const { symbol, market, taskQueue, clock } = options;
  return {
    scheduleId: DAILY_RETRAIN_SCHEDULE,
    spec: dailySpec(options),
    action: {
      type: 'startWorkflow',
      workflowType: RETRAIN_WORKFLOW,
      workflowId: retrainWorkflowId(symbol),
      taskQueue,
      args: [{ symbol, market, clock }],
      workflowExecutionTimeout: LONGEST_RUN,
    },
    policies: {
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: Math.max(SHORTEST_CATCH_UP_MS, toWallDuration(clock, DAY_MS)),
      pauseOnFailure: false,
    },
    note: `Trains a challenger for ${symbol}, and promotes it or keeps the champion`,
  };
}

/** In lock step nothing runs by the wall clock: there it is started by hand. */
function dailySpec({ clock, now }: RetrainScheduleOptions): ScheduleSpec {
  if (clock.kind === 'lockstep') return {};
  if (clock.kind === 'realtime') {
    const calendar = { hour: 0, minute: AFTER_MIDNIGHT_MS / 60_000, comment: '00:40 UTC' };
    return { calendars: [calendar], timezone: 'UTC', jitter: '5m' };
  }
  const every = Math.max(SHORTEST_INTERVAL_MS, toWallDuration(clock, DAY_MS));
  const untilDue = utcDayOf(now.market) + DAY_MS + AFTER_MIDNIGHT_MS - now.market;
  return { intervals: [{ every, offset: (now.wall + toWallDuration(clock, untilDue)) % every }] };
}
