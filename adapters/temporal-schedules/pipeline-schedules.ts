import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleSpec } from '@temporalio/client';
import { DAY_MS, utcDayOf } from '../../core/market/bar.ts';
import { DAILY_ETL_WORKFLOW, LAKE_VACUUM_WORKFLOW, PIPELINE_WATCHDOG_WORKFLOW } from '../../core/pipeline/etl/days.ts';
import { toWallDuration } from '../../core/time/market-clock.ts';
import type { MarketClock } from '../../core/time/market-clock.ts';
import { ensureSchedule } from './ensure-schedule.ts';
import type { ScheduleDefinition } from './ensure-schedule.ts';

export const DAILY_ETL_SCHEDULE = 'daily-etl';
export const PIPELINE_WATCHDOG_SCHEDULE = 'pipeline-watchdog';
export const LAKE_VACUUM_SCHEDULE = 'lake-vacuum';

export interface PipelineSchedulesOptions {
  readonly symbol: string;
  /** Where the pipeline's workers poll. */
  readonly taskQueue: string;
  readonly clock: MarketClock;
  /** A reading of both clocks, epoch ms: where a scaled market's midnight falls. */
  readonly now: { readonly wall: number; readonly market: number };
  /** Exchange time from which days are expected, epoch ms; the watchdog keeps quiet until one of them is late. */
  readonly expectedFrom?: number;
}

/** After midnight UTC: the last trades of the day are in bronze, the archive's file comes hours later anyway. */
const AFTER_MIDNIGHT_MS = 10 * 60_000;
const WATCHDOG_EVERY_MS = 3_600_000;
/** A worker that was off for a week does the days it missed; of an older gap a range is made by hand. */
const CATCH_UP_MS = 7 * DAY_MS;
/** The server takes none below. */
const SHORTEST_CATCH_UP_MS = 10_000;
const SHORTEST_INTERVAL_MS = 1_000;
/** A run that hangs must not hold up all that follow. Wall time. */
const LONGEST_RUN = '12h';
const LONGEST_LOOK = '10m';

/** Makes or updates the schedules of the daily job, of its watchdog and of the lake's vacuum. */
export async function ensurePipelineSchedules(client: Client, options: PipelineSchedulesOptions): Promise<void> {
  await ensureSchedule(client, dailyEtlSchedule(options));
  await ensureSchedule(client, watchdogSchedule(options));
  await ensureSchedule(client, vacuumSchedule(options));
}

/**
 * Starts the daily job now, as its schedule would: in lock step when a market day has ended. It does all days that are
 * due; one that runs already is followed by another.
 */
export async function triggerDailyEtl(client: Client): Promise<void> {
  await client.schedule.getHandle(DAILY_ETL_SCHEDULE).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}

/**
 * - Overlap: in real time each run is about a day of its own, so all wait their turn; in a paper market a run does all
 *   days that are due, so one that waits is enough.
 * - Catch-up: what was missed while the server was down, up to a week; a paper market's next run does it anyway.
 * - A failure does not pause it: days are independent, and the watchdog and the alert tell.
 */
export function dailyEtlSchedule(options: PipelineSchedulesOptions): ScheduleDefinition {
  const { symbol, taskQueue, clock } = options;
  const isRealTime = clock.kind === 'realtime';
  const every = toWallDuration(clock, DAY_MS);
  return {
    scheduleId: DAILY_ETL_SCHEDULE,
    spec: dailySpec(options),
    action: {
      type: 'startWorkflow',
      workflowType: DAILY_ETL_WORKFLOW,
      workflowId: `daily-etl-${symbol}`,
      taskQueue,
      args: [{ symbol, clock }],
      workflowExecutionTimeout: LONGEST_RUN,
    },
    policies: {
      overlap: isRealTime ? ScheduleOverlapPolicy.BUFFER_ALL : ScheduleOverlapPolicy.BUFFER_ONE,
      catchupWindow: isRealTime ? CATCH_UP_MS : Math.max(SHORTEST_CATCH_UP_MS, every),
      pauseOnFailure: false,
    },
    note: `Silver, gold and compaction of each UTC day of ${symbol}`,
  };
}

function dailySpec({ clock, now }: PipelineSchedulesOptions): ScheduleSpec {
  if (clock.kind === 'lockstep') return {};
  if (clock.kind === 'realtime') {
    return {
      calendars: [{ hour: 0, minute: AFTER_MIDNIGHT_MS / 60_000, comment: '00:10 UTC' }],
      timezone: 'UTC',
      jitter: '2m',
    };
  }
  const every = Math.max(SHORTEST_INTERVAL_MS, toWallDuration(clock, DAY_MS));
  const untilDue = utcDayOf(now.market) + DAY_MS + AFTER_MIDNIGHT_MS - now.market;
  const due = now.wall + toWallDuration(clock, untilDue);
  return { intervals: [{ every, offset: due % every }] };
}

/** Every hour; in a faster market four times a market day. It looks at what is, so a look that was missed is not caught up. */
export function watchdogSchedule({
  symbol,
  taskQueue,
  clock,
  expectedFrom,
}: PipelineSchedulesOptions): ScheduleDefinition {
  const every = clock.kind === 'scaled' ? Math.max(toWallDuration(clock, DAY_MS / 4), 60_000) : WATCHDOG_EVERY_MS;
  return {
    scheduleId: PIPELINE_WATCHDOG_SCHEDULE,
    spec: { intervals: [{ every }] },
    action: {
      type: 'startWorkflow',
      workflowType: PIPELINE_WATCHDOG_WORKFLOW,
      workflowId: `pipeline-watchdog-${symbol}`,
      taskQueue,
      args: [{ symbol, ...(expectedFrom === undefined ? {} : { expectedFrom }) }],
      workflowExecutionTimeout: LONGEST_LOOK,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: SHORTEST_CATCH_UP_MS, pauseOnFailure: false },
    note: `Alarms when the newest day of ${symbol} in gold is too old`,
  };
}

/**
 * Once a day of wall time, whatever the market's clock: the age of a file is wall time. A time that was missed is made up
 * once, since a machine that is off at night has no other.
 */
export function vacuumSchedule({ taskQueue }: Pick<PipelineSchedulesOptions, 'taskQueue'>): ScheduleDefinition {
  return {
    scheduleId: LAKE_VACUUM_SCHEDULE,
    spec: { calendars: [{ hour: 3, minute: 40, comment: '03:40 UTC' }], timezone: 'UTC', jitter: '10m' },
    action: {
      type: 'startWorkflow',
      workflowType: LAKE_VACUUM_WORKFLOW,
      workflowId: LAKE_VACUUM_SCHEDULE,
      taskQueue,
      args: [],
      workflowExecutionTimeout: LONGEST_RUN,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: DAY_MS, pauseOnFailure: false },
    note: 'Deletes files that left the tables of the lake longer ago than their retention',
  };
}
