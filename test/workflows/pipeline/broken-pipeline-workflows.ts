import { sleep } from '@temporalio/workflow';
import * as real from '../../../workflows/pipeline-index.ts';

// Deliberately broken: a timer that no recorded history has. Replaying one must fail, or the replay test proves nothing.
const late =
  <Input, Result>(workflow: (input: Input) => Promise<Result>) =>
  async (input: Input): Promise<Result> => {
    await sleep('1s');
    return await workflow(input);
  };

export const dailyEtlWorkflow = late(real.dailyEtlWorkflow);
export const etlRangeWorkflow = late(real.etlRangeWorkflow);
export const pipelineWatchdogWorkflow = late(real.pipelineWatchdogWorkflow);
export const lakeVacuumWorkflow = late(real.lakeVacuumWorkflow);
