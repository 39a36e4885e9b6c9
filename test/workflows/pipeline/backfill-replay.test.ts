import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { pipelineBundle } from './backfill-run.ts';
import { BACKFILL_HISTORY } from './recorded-histories.ts';

describe('replay of a recorded back-fill', function () {
  this.timeout(60_000);
  const history = (): unknown => JSON.parse(readFileSync(BACKFILL_HISTORY, 'utf8'));

  it('makes the same commands with today’s code', async () => {
    await Worker.runReplayHistory({ workflowBundle: await pipelineBundle() }, history());
  });

  it('fails for a variant that waits on a timer first', async () => {
    const broken = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./broken-backfill-workflow.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    await assert.rejects(Worker.runReplayHistory({ workflowBundle: broken }, history()), DeterminismViolationError);
  });
});
