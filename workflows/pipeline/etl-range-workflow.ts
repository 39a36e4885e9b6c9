import {
  ApplicationFailure,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { EtlActivities } from '../../activities/pipeline/etl-contract.ts';
import { DAY_MS } from '../../core/market/bar.ts';
import { dateOf, startOfDate } from '../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import { monthChunks } from '../../core/pipeline/etl/days.ts';
import type { StagePlace } from '../../core/pipeline/etl/stage-place.ts';
import { stagesInOrder } from '../../core/pipeline/etl/stages.ts';
import type { EtlStage, StageResult } from '../../core/pipeline/etl/stages.ts';
import { etlProgressQuery } from './etl-messages.ts';
import type { EtlRangeInput, EtlRangeProgress } from './etl-messages.ts';
import { BOOKKEEPING_POLICY, ETL_WORKFLOW_FAILURES, MAX_RANGE_EVENTS, MONTHS_AT_ONCE } from './policies.ts';
import { reasonOf, runStages } from './run-stages.ts';
import { whereStagesRun } from './stage-place.ts';

const { findSucceededIntervals } = proxyActivities<EtlActivities>(BOOKKEEPING_POLICY);

const MOST_AT_ONCE = 8;

/**
 * Runs the stages over a range of days, by the month, some months at once. Whatever the order in which months end, the
 * tables are the same. A month that fails does not hold up the others; the workflow fails at the end then, with every
 * reason. A range that is run again changes nothing, and with `resume` leaves out the months that have succeeded.
 */
export async function etlRangeWorkflow(input: EtlRangeInput): Promise<EtlRangeProgress> {
  const { chunks, stages, atOnce } = checked(input);
  let progress = input.progress ?? beginning(chunks.length);
  const show = (next: EtlRangeProgress): void => {
    progress = next;
    setCurrentDetails(describe(progress));
  };
  setHandler(etlProgressQuery, () => progress, { description: 'How far the range is' });
  show(progress);
  const place = await whereStagesRun();
  const isDone = await succeededBefore(input, stages);

  let next = progress.monthsDone;
  const workThrough = async (): Promise<void> => {
    while (next < chunks.length && !shouldContinueAsNew(input)) {
      const dates = chunks[next++] ?? [];
      const skipped = isDone(dates);
      const outcome = skipped ? [] : await runMonth(input, stages, dates, place);
      show(afterMonth(progress, dates, outcome, skipped));
    }
  };
  // Spark has its own parallelism, and gold of neighbouring months reads each other's silver.
  const monthsAtOnce = place.kind === 'local' ? atOnce : 1;
  await Promise.all(Array.from({ length: monthsAtOnce }, workThrough));
  if (next < chunks.length) await continueAsNew<typeof etlRangeWorkflow>({ ...input, progress });

  if (progress.failed.length === 0) return progress;
  throw ApplicationFailure.create({
    nonRetryable: true,
    type: ETL_WORKFLOW_FAILURES.incomplete,
    message: describe(progress),
    details: [progress],
  });
}

function checked({ from, to, stages, atOnce = MONTHS_AT_ONCE }: EtlRangeInput) {
  try {
    if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > MOST_AT_ONCE) {
      throw new RangeError(`${atOnce} months at once can't be; right is 1 to ${MOST_AT_ONCE}`);
    }
    return { chunks: monthChunks(from, to), stages: stagesInOrder(stages), atOnce };
  } catch (error) {
    throw ApplicationFailure.nonRetryable((error as Error).message, ETL_WORKFLOW_FAILURES.badInput);
  }
}

function beginning(months: number): EtlRangeProgress {
  const counts = { monthsDone: 0, monthsSkipped: 0, rows: 0, missingMinutes: 0, repairedMinutes: 0 };
  return { months, ...counts, failed: [], startedAt: Date.now() };
}

/** Whether the last stage of these days has succeeded before; never so without `resume`. */
async function succeededBefore(
  { symbol, resume }: EtlRangeInput,
  stages: readonly EtlStage[],
): Promise<(dates: readonly UtcDate[]) => boolean> {
  const last = stages.at(-1);
  if (resume !== true || last === undefined) return () => false;
  const done = await findSucceededIntervals({ symbol, stage: last });
  return (dates) => {
    const [from = '', to = ''] = bounds(dates);
    return done.some((interval) => interval.from <= from && to <= interval.to);
  };
}

/** First day, and the day after the last. */
function bounds(dates: readonly UtcDate[]): [UtcDate, UtcDate] {
  return [dates[0] ?? '', dateOf(startOfDate(dates.at(-1) ?? '') + DAY_MS)];
}

/** What the stages did, or why the month failed. */
async function runMonth(
  { symbol, repair, thresholds }: EtlRangeInput,
  stages: readonly EtlStage[],
  dates: readonly UtcDate[],
  place: StagePlace,
): Promise<StageResult[] | string> {
  const options = {
    ...(repair === undefined ? {} : { repair }),
    ...(thresholds === undefined ? {} : { thresholds }),
  };
  try {
    return await runStages(stages, { symbol, dates, ...options }, place, () => undefined);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return reasonOf(error);
  }
}

function afterMonth(
  progress: EtlRangeProgress,
  dates: readonly UtcDate[],
  outcome: readonly StageResult[] | string,
  skipped: boolean,
): EtlRangeProgress {
  const monthsDone = progress.monthsDone + 1;
  if (typeof outcome === 'string') {
    const [from, to] = bounds(dates);
    return { ...progress, monthsDone, failed: [...progress.failed, { from, to, reason: outcome }] };
  }
  const sum = (pick: (result: StageResult) => number): number =>
    outcome.reduce((total, result) => total + pick(result), 0);
  return {
    ...progress,
    monthsDone,
    monthsSkipped: progress.monthsSkipped + (skipped ? 1 : 0),
    rows: progress.rows + sum((result) => result.rows),
    missingMinutes: progress.missingMinutes + sum((result) => result.missingMinutes),
    repairedMinutes: progress.repairedMinutes + sum((result) => result.repairedMinutes),
  };
}

function describe(progress: EtlRangeProgress): string {
  const { months, monthsDone, monthsSkipped, rows, missingMinutes, repairedMinutes, failed } = progress;
  const done = `${monthsDone} of ${months} months, ${monthsSkipped} of them done before; ${rows} rows, ${missingMinutes} minutes missing, ${repairedMinutes} repaired`;
  const failures = failed.map(({ from, to, reason }) => `\n\n${from} to ${to} failed: ${reason}`);
  return `${done}${failures.join('')}`;
}

function shouldContinueAsNew({ maxHistoryEvents = MAX_RANGE_EVENTS }: EtlRangeInput): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= maxHistoryEvents;
}
