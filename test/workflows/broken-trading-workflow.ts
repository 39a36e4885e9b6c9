import { sleep } from '@temporalio/workflow';
import { tradingWorkflow as realWorkflow } from '../../workflows/trading-workflow.ts';
import type { TradingInput } from '../../workflows/trading-workflow.ts';

/** Deliberately broken: a timer that no recorded history has. Replaying one must fail, or the replay test proves nothing. */
export async function tradingWorkflow(input: TradingInput): Promise<void> {
  await sleep('1s');
  await realWorkflow(input);
}
