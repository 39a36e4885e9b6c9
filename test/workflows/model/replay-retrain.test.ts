import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { pipelineBundle } from '../pipeline/etl-environment.ts';
import { MODEL_HISTORIES } from './recorded-histories.ts';

const RECORDED = readdirSync(MODEL_HISTORIES).filter((file) => file.startsWith('retrain-'));

function history(file: string): unknown {
  return JSON.parse(readFileSync(path.join(MODEL_HISTORIES, file), 'utf8'));
}

describe('replay of recorded histories of the retraining', function () {
  this.timeout(60_000);

  it('has histories to replay', () => {
    assert.equal(RECORDED.length, 5, RECORDED.join(', '));
  });

  for (const file of RECORDED) {
    it(`${path.basename(file, '.json')}: today's code makes the same commands`, async () => {
      await Worker.runReplayHistory({ workflowBundle: await pipelineBundle() }, history(file));
    });
  }

  it('fails for a variant with a timer that no history has', async () => {
    const broken = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./broken-retrain-workflow.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    for (const file of RECORDED) {
      await assert.rejects(
        Worker.runReplayHistory({ workflowBundle: broken }, history(file)),
        DeterminismViolationError,
        `${file} replayed on code that it was not recorded on`,
      );
    }
  });
});
