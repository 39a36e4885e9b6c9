import {
  ApplicationFailure,
  CancellationScope,
  executeChild,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { NotificationActivities } from '../../activities/contract.ts';
import type { EtlActivities } from '../../activities/pipeline/etl-contract.ts';
import { startOfDate } from '../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import {
  dailyEtlWorkflowId,
  daysDue,
  DAILY_ETL_WORKFLOW,
  ETL_RANGE_WORKFLOW,
  etlRangeWorkflowId,
  newestCompleteDay,
} from '../../core/pipeline/etl/days.ts';
import { findingsText, stagesInOrder } from '../../core/pipeline/etl/stages.ts';
import type { EtlStage, StageResult } from '../../core/pipeline/etl/stages.ts';
import { toWallDuration } from '../../core/time/market-clock.ts';
import { DAY_MS } from '../../core/market/bar.ts';
import { dateOf } from '../../core/pipeline/data-interval.ts';
import type { DailyEtlInput, DailyEtlResult } from './etl-messages.ts';
import {
  ALERT_POLICY,
  BOOKKEEPING_POLICY,
  DAYS_ONE_BY_ONE,
  DEFAULT_SLA_MS,
  ETL_WORKFLOW_FAILURES,
} from './policies.ts';
import { reasonOf, runStages } from './run-stages.ts';
import { whereStagesRun } from './stage-place.ts';

const { readMarketTime, findLastSuccess } = proxyActivities<EtlActivities>(BOOKKEEPING_POLICY);
const { notifyOperator } = proxyActivities<NotificationActivities>(ALERT_POLICY);

const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/**
 * The daily job: silver, gold and compaction of one UTC day. Without a date it finds out which days are due, and runs each
 * as a child of its own id, so that a day is never worked on twice at once. Any stage may be run again: the same
 * messages give the same tables.
 */
export async function dailyEtlWorkflow(input: DailyEtlInput): Promise<DailyEtlResult> {
  const { stages, date } = checked(input);
  if (date !== undefined) return await oneDay(input, date, stages);
  const dates = await datesDue(input);
  setCurrentDetails(dates.length === 0 ? 'No day is due' : `Due: ${dates.join(', ')}`);
  await (dates.length > DAYS_ONE_BY_ONE ? oneRange(input, dates) : dayByDay(input, dates));
  return { dates, stages: [] };
}

function checked({ date, stages, slaMs = DEFAULT_SLA_MS }: DailyEtlInput): { stages: EtlStage[]; date?: UtcDate } {
  try {
    if (!(slaMs > 0)) throw new RangeError(`slaMs ${slaMs} is not a duration; right is a number of ms above 0`);
    if (date !== undefined) startOfDate(date);
    return { stages: stagesInOrder(stages), ...(date === undefined ? {} : { date }) };
  } catch (error) {
    throw ApplicationFailure.nonRetryable((error as Error).message, ETL_WORKFLOW_FAILURES.badInput);
  }
}

/** A schedule in real time is about the day before its own time, however late it is; a paper market's clock is its own. */
async function datesDue({ symbol, clock, stages }: DailyEtlInput): Promise<UtcDate[]> {
  const scheduled = workflowInfo().typedSearchAttributes.get(SCHEDULED_TIME);
  const isRealTime = clock === undefined || clock.kind === 'realtime';
  if (isRealTime && scheduled !== undefined) return [newestCompleteDay(scheduled.getTime())];
  const last = stagesInOrder(stages).includes('gold') ? 'gold' : 'silver';
  return daysDue(await findLastSuccess({ symbol, stage: last }), await readMarketTime());
}

async function oneDay(input: DailyEtlInput, date: UtcDate, stages: readonly EtlStage[]): Promise<DailyEtlResult> {
  const { symbol, repair, thresholds, clock = { kind: 'realtime' }, slaMs = DEFAULT_SLA_MS } = input;
  const request = {
    symbol,
    dates: [date],
    ...(repair === undefined ? {} : { repair }),
    ...(thresholds === undefined ? {} : { thresholds }),
  };
  const lines: string[] = [];
  const onStage = (stage: EtlStage, result?: StageResult): void => {
    if (result) lines.push(describe(result));
    setCurrentDetails([...lines, ...(result ? [] : [`${stage}: under way`])].join('\n\n'));
  };
  try {
    const work = runStages(stages, request, await whereStagesRun(), onStage);
    await tellWhenLate(
      work,
      toWallDuration(clock, slaMs),
      `The ETL of ${symbol} of ${date} is late: not done within ${slaMs / 60_000} minutes of exchange time.`,
    );
    return { dates: [date], stages: await work };
  } catch (error) {
    if (!isCancellation(error)) await tell('alarm', `The ETL of ${symbol} of ${date} failed: ${reasonOf(error)}`);
    throw error;
  }
}

/** Waits for `work`, and tells the operator once when it takes longer than `wallMs`; the work goes on. */
async function tellWhenLate(work: Promise<unknown>, wallMs: number, sentence: string): Promise<void> {
  const timer = new CancellationScope();
  const late = timer.run(async () => {
    await sleep(wallMs);
    return 'late' as const;
  });
  const done = work.then(() => 'done' as const);
  try {
    // Cancelled below when the work was done first, or with the workflow: then the work has still to end.
    const first = await Promise.race([done, late.catch(() => done)]);
    if (first === 'late') await tell('warning', sentence);
  } finally {
    timer.cancel();
  }
}

async function tell(level: 'warning' | 'alarm', text: string): Promise<void> {
  await CancellationScope.nonCancellable(() => notifyOperator({ level, text })).catch(() => undefined);
}

function describe({ stage, status, rows, missingMinutes, repairedMinutes, findings }: StageResult): string {
  const noticed = findingsText(findings);
  const gaps = stage === 'silver' ? `, ${missingMinutes} minutes missing, ${repairedMinutes} repaired` : '';
  return `${stage}: ${status}, ${rows} rows${gaps}${noticed === undefined ? '' : `. ${noticed}`}`;
}

/** Days are independent: one that fails does not hold up the next. */
async function dayByDay(input: DailyEtlInput, dates: readonly UtcDate[]): Promise<void> {
  const failed: string[] = [];
  for (const date of dates) {
    const workflowId = dailyEtlWorkflowId(input.symbol, date);
    try {
      await executeChild(DAILY_ETL_WORKFLOW, { workflowId, args: [{ ...input, date }] });
    } catch (error) {
      if (isCancellation(error)) throw error;
      failed.push(`${date}: ${reasonOf(error)}`);
    }
  }
  if (failed.length > 0) {
    throw ApplicationFailure.nonRetryable(
      `${failed.length} of ${dates.length} days failed: ${failed.join('; ')}`,
      ETL_WORKFLOW_FAILURES.incomplete,
    );
  }
}

async function oneRange(
  { symbol, stages, repair, thresholds }: DailyEtlInput,
  dates: readonly UtcDate[],
): Promise<void> {
  const from = dates[0] ?? '';
  const to = dateOf(startOfDate(dates.at(-1) ?? '') + DAY_MS);
  await executeChild(ETL_RANGE_WORKFLOW, {
    workflowId: etlRangeWorkflowId(symbol, from, to),
    args: [{ symbol, stages, repair, thresholds, from, to }],
  });
}
