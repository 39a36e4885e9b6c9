import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { workflowBundle } from './trading-environment.ts';

const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url));
const RECORDED = readdirSync(HISTORIES).filter((file) => file.endsWith('.json'));

function history(file: string): unknown {
  return JSON.parse(readFileSync(path.join(HISTORIES, file), 'utf8'));
}

describe('replay of recorded histories', function () {
  this.timeout(60_000);

  it('has histories to replay', () => {
    assert.ok(RECORDED.length >= 4, RECORDED.join(', '));
  });

  for (const file of RECORDED) {
    it(`${path.basename(file, '.json')}: today's code makes the same commands`, async () => {
      await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history(file));
    });
  }

  it('fails for a variant with a timer that no history has', async () => {
    const broken = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./broken-trading-workflow.ts', import.meta.url)),
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
