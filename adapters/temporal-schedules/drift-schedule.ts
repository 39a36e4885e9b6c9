import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleSpec } from '@temporalio/client';
import { DAY_MS } from '../../core/market/bar.ts';
import { DRIFT_WORKFLOW } from '../../core/model/drift/drift-limits.ts';
import { toWallDuration } from '../../core/time/market-clock.ts';
import type { MarketClock } from '../../core/time/market-clock.ts';
import { ensureSchedule } from './ensure-schedule.ts';

export const DAILY_DRIFT_SCHEDULE = 'daily-drift';

/** The server takes none below. */
const SHORTEST_CATCH_UP_MS = 10_000;
const SHORTEST_INTERVAL_MS = 60_000;

/**
 * Makes or updates the schedule that measures the model: once a market day, an hour after the daily job in real time. It
 * looks at what is, so one that was missed is not caught up. In lock step it runs when it is triggered.
 */
export async function ensureDriftSchedule(
  client: Client,
  { symbol, taskQueue, clock }: { readonly symbol: string; readonly taskQueue: string; readonly clock: MarketClock },
): Promise<void> {
  const specs: Record<MarketClock['kind'], ScheduleSpec> = {
    lockstep: {},
    realtime: { calendars: [{ hour: 1, minute: 10, comment: '01:10 UTC' }], timezone: 'UTC', jitter: '2m' },
    scaled: { intervals: [{ every: Math.max(toWallDuration(clock, DAY_MS), SHORTEST_INTERVAL_MS) }] },
  };
  await ensureSchedule(client, {
    scheduleId: DAILY_DRIFT_SCHEDULE,
    spec: specs[clock.kind],
    action: {
      type: 'startWorkflow',
      workflowType: DRIFT_WORKFLOW,
      workflowId: `drift-${symbol}`,
      taskQueue,
      args: [{ symbol }],
      workflowExecutionTimeout: '2h',
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: SHORTEST_CATCH_UP_MS, pauseOnFailure: false },
    note: `Measures the model of ${symbol} against its training`,
  });
}
