import { sleep } from '@temporalio/workflow';
import * as real from '../../../workflows/pipeline/backfill-workflow.ts';
import type { BackfillInput } from '../../../workflows/pipeline/backfill-workflow.ts';

/** The real workflow behind a timer that no history has: its replay must fail. */
export async function backfillWorkflow(input: BackfillInput): ReturnType<typeof real.backfillWorkflow> {
  await sleep(1_000);
  return real.backfillWorkflow(input);
}
