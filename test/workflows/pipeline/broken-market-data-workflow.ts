import { sleep } from '@temporalio/workflow';
import { marketDataWorkflow as realWorkflow } from '../../../workflows/pipeline/market-data-workflow.ts';
import type { MarketDataInput } from '../../../workflows/pipeline/market-data-workflow.ts';

/** Deliberately broken: a timer that no recorded history has. */
export async function marketDataWorkflow(input: MarketDataInput): Promise<void> {
  await sleep('1s');
  await realWorkflow(input);
}
