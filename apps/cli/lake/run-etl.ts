import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { DAY_MS } from '../../../core/market/bar.ts';
import { dateOf, startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { ETL_RANGE_WORKFLOW, etlRangeWorkflowId } from '../../../core/pipeline/etl/days.ts';
import { TASK_QUEUES } from '../../../workflows/messages.ts';
import { etlProgressQuery } from '../../../workflows/pipeline/etl-messages.ts';
import type { EtlRangeInput, EtlRangeProgress } from '../../../workflows/pipeline/etl-messages.ts';
import { SYMBOL } from '../start-plan.ts';
import { countText } from './cell-text.ts';
import { dayOption } from './day-option.ts';
import type { LakeOptions } from './lake-place.ts';
import { printAnswer } from './output.ts';
import { followWorkflow } from './follow-workflow.ts';
import { refusePaperMarket } from './own-pipeline-settings.ts';
import { withPipeline } from './running-pipeline.ts';
import type { PipelineAtWork } from './running-pipeline.ts';

export interface EtlOptions extends LakeOptions {
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly stage?: 'silver' | 'gold' | 'compact';
  readonly again?: boolean;
  readonly rest: boolean;
}

/** `lake etl`: the stages of a day or a range, by the running pipeline or one of its own. */
export async function runEtl(options: EtlOptions): Promise<void> {
  const { first, last } = daysOf(options);
  const input: EtlRangeInput = {
    symbol: SYMBOL,
    from: first,
    to: dateOf(startOfDate(last) + DAY_MS),
    resume: options.again !== true,
    ...(options.rest ? {} : { repair: false }),
    ...(options.stage === undefined ? {} : { stages: [options.stage] }),
  };
  const work = async (pipeline: PipelineAtWork): Promise<void> => {
    const handle = await started(pipeline.client, input);
    const progress = async (): Promise<string> => progressText(await handle.query(etlProgressQuery));
    const outcome = await followWorkflow<EtlRangeProgress>(pipeline, handle, progress);
    if (outcome) printAnswer(options, { workflowId: handle.workflowId, ...outcome }, () => progressText(outcome));
  };
  await withPipeline(options, work, (settings) => {
    if (options.rest) refusePaperMarket(settings, 'add --no-rest');
  });
}

async function started(client: Client, input: EtlRangeInput): Promise<WorkflowHandle> {
  const workflowId = etlRangeWorkflowId(input.symbol, input.from, input.to);
  try {
    const taskQueue = TASK_QUEUES.pipeline;
    return await client.workflow.start(ETL_RANGE_WORKFLOW, { workflowId, taskQueue, args: [input] });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return client.workflow.getHandle(workflowId);
  }
}

function daysOf({ date, from, to }: EtlOptions): { first: UtcDate; last: UtcDate } {
  const [day, first, last] = [dayOption('--date', date), dayOption('--from', from), dayOption('--to', to)];
  if (day !== undefined && first === undefined && last === undefined) return { first: day, last: day };
  if (day !== undefined || first === undefined || last === undefined) {
    throw new ConfigurationRefused('give --date for one day, or --from and --to for a range');
  }
  if (first > last) throw new ConfigurationRefused(`--from ${first} comes after --to ${last}`);
  return { first, last };
}

function progressText({ months, monthsDone, monthsSkipped, rows, missingMinutes }: EtlRangeProgress): string {
  const skipped = monthsSkipped === 0 ? '' : `, ${monthsSkipped} of them done before (--again does them again)`;
  return `${monthsDone} of ${months} months${skipped}; ${countText(rows)} rows, ${countText(missingMinutes)} minutes missing`;
}
