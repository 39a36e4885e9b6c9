import { sleep } from '@temporalio/workflow';
import * as real from '../../../workflows/pipeline-index.ts';

// Deliberately broken: a timer that no recorded history has. Replaying one must fail, or the replay test proves nothing.
export async function retrainWorkflow(
  ...input: Parameters<typeof real.retrainWorkflow>
): ReturnType<typeof real.retrainWorkflow> {
  await sleep('1s');
  return await real.retrainWorkflow(...input);
}
