import { executeChild, setCurrentDetails } from '@temporalio/workflow';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import { backfillWorkflowId } from '../../core/pipeline/backfill/backfill.ts';
import { etlRangeWorkflowId } from '../../core/pipeline/etl/days.ts';
import { backfillWorkflow } from './backfill-workflow.ts';
import { etlRangeWorkflow } from './etl-range-workflow.ts';

export interface FillHistoryInput {
  readonly symbol: string;
  readonly from: UtcDate;
  /** The day after the last. */
  readonly to: UtcDate;
}

/**
 * Brings the days before a start into the lake, all layers: klines and funding into bronze, then silver and gold. What is
 * there already is left as it is, so that every start may ask for it.
 */
export async function fillHistoryWorkflow({ symbol, from, to }: FillHistoryInput): Promise<void> {
  for (const kind of ['klines', 'fundingRate'] as const) {
    setCurrentDetails(`Loading ${kind} of ${from} to ${to}`);
    await executeChild(backfillWorkflow, {
      workflowId: backfillWorkflowId(symbol, kind),
      args: [{ symbol, kind, from, to, rest: true }],
    });
  }
  setCurrentDetails(`Making silver and gold of ${from} to ${to}`);
  await executeChild(etlRangeWorkflow, {
    workflowId: etlRangeWorkflowId(symbol, from, to),
    args: [{ symbol, from, to, resume: true }],
  });
  setCurrentDetails(`${from} to ${to} are in the lake`);
}
