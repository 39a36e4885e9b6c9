import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import type { RetrainWindow } from '../../../core/model/retrain-interval.ts';
import { RETRAIN_WORKFLOW, retrainWorkflowId } from '../../../core/model/retrain-names.ts';
import type { MarketClock } from '../../../core/time/market-clock.ts';
import { TASK_QUEUES } from '../../../workflows/messages.ts';
import { retrainProgressQuery } from '../../../workflows/model/retrain-messages.ts';
import type { RetrainInput, RetrainResult } from '../../../workflows/model/retrain-messages.ts';
import { dayOption } from '../lake/day-option.ts';
import { dataDirectoryOf } from '../lake/lake-place.ts';
import type { LakeOptions } from '../lake/lake-place.ts';
import { printAnswer } from '../lake/output.ts';
import { followWorkflow } from '../lake/follow-workflow.ts';
import { withPipeline } from '../lake/running-pipeline.ts';
import type { PipelineAtWork } from '../lake/running-pipeline.ts';
import { SYMBOL } from '../start-plan.ts';

export interface RetrainOptions extends LakeOptions {
  readonly newest?: string;
  readonly windowDays?: number;
  readonly heldOutDays?: number;
  readonly seed?: number;
  readonly epochs?: number;
}

/** `model retrain`: as the schedule does it, now. One that is under way is followed. */
export async function retrainModel(options: RetrainOptions): Promise<void> {
  const newest = dayOption('--newest', options.newest);
  const { windowDays, heldOutDays, seed, epochs } = options;
  const window: Partial<RetrainWindow> = {
    ...(windowDays === undefined ? {} : { windowDays }),
    ...(heldOutDays === undefined ? {} : { heldOutDays }),
  };
  const work = async (pipeline: PipelineAtWork): Promise<void> => {
    const { market, clock } = await marketOf(options);
    const handle = await started(pipeline.client, {
      symbol: SYMBOL,
      market,
      clock,
      window,
      who: userInfo().username,
      ...(newest === undefined ? {} : { newest }),
      ...(seed === undefined ? {} : { seed }),
      ...(epochs === undefined ? {} : { options: { epochs } }),
    });
    const result = await followWorkflow<RetrainResult>(
      pipeline,
      handle,
      async () => (await handle.query(retrainProgressQuery)).text,
    );
    if (result) printAnswer(options, { workflowId: handle.workflowId, ...result }, () => textOf(result));
  };
  await withPipeline(options, work, () => {
    throw new ConfigurationRefused(
      `no npm start runs on ${dataDirectoryOf(options)}: start it, or name a server by TEMPORAL_ADDRESS`,
    );
  });
}

async function started(client: Client, input: RetrainInput): Promise<WorkflowHandle> {
  const workflowId = retrainWorkflowId(input.symbol);
  try {
    const taskQueue = TASK_QUEUES.pipeline;
    return await client.workflow.start(RETRAIN_WORKFLOW, { workflowId, taskQueue, args: [input] });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return client.workflow.getHandle(workflowId);
  }
}

/** What the pipeline of this folder works on. @throws ConfigurationRefused where no pipeline has run. */
async function marketOf(options: LakeOptions): Promise<{ market: string; clock: MarketClock }> {
  const file = path.join(dataDirectoryOf(options), 'pipeline.json');
  try {
    const { training, clock } = JSON.parse(await readFile(file, 'utf8')) as {
      training: { market: string };
      clock: MarketClock;
    };
    return { market: training.market, clock };
  } catch (error) {
    throw new ConfigurationRefused(
      `${file} does not say which market is trained on: --data-dir names the folder of the npm start that runs`,
      { cause: error },
    );
  }
}

function textOf({ decision, modelId, verdict }: RetrainResult): string {
  if (decision === 'same') return `The training made the champion ${modelId} again: nothing has changed.`;
  const what = decision === 'promote' ? `${modelId} is promoted` : `${modelId} is not promoted`;
  return `${what}: ${verdict?.reason ?? ''}.`;
}
