import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { pipelineBundle } from './etl-environment.ts';
import { PIPELINE_HISTORIES } from './recorded-histories.ts';

const PREFIXES = ['daily-', 'range-', 'vacuum', 'watchdog'];
const RECORDED = readdirSync(PIPELINE_HISTORIES).filter((file) => PREFIXES.some((prefix) => file.startsWith(prefix)));

function history(file: string): unknown {
  return JSON.parse(readFileSync(path.join(PIPELINE_HISTORIES, file), 'utf8'));
}

describe('replay of recorded histories of the ETL', function () {
  this.timeout(60_000);

  it('has histories to replay, one of them continued as new', () => {
    assert.ok(RECORDED.length >= 7, RECORDED.join(', '));
    assert.match(JSON.stringify(history('range-continued.json')), /CONTINUED_AS_NEW/);
  });

  for (const file of RECORDED) {
    it(`${path.basename(file, '.json')}: today's code makes the same commands`, async () => {
      await Worker.runReplayHistory({ workflowBundle: await pipelineBundle() }, history(file));
    });
  }

  it('fails for a variant with a timer that no history has', async () => {
    const broken = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./broken-pipeline-workflows.ts', import.meta.url)),
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
