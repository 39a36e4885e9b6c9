import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { DriftReport } from '../../../activities/model/drift-contract.ts';
import { DRIFT_WORKFLOW } from '../../../core/model/drift/drift-limits.ts';
import { timeSkippingEnvironment } from '../trading-environment.ts';
import { pipelineBundle } from './etl-environment.ts';

describe('the daily measurement of drift', function () {
  this.timeout(60_000);
  let environment: TestWorkflowEnvironment | undefined;
  before(async function () {
    environment = await timeSkippingEnvironment(this);
  });
  after(async () => {
    await environment?.teardown();
  });

  it('tries again what failed, ends with the report, and replays', async () => {
    const { client, nativeConnection } = environment!;
    const workflowBundle = await pipelineBundle();
    const report: DriftReport = { modelId: 'a', action: 'alert', sentences: ['features have moved'] };
    let attempts = 0;
    const worker = await Worker.create({
      connection: nativeConnection,
      taskQueue: 'drift',
      workflowBundle,
      activities: {
        measureDrift: async () => {
          attempts += 1;
          if (attempts === 1) throw new Error('the store is away');
          return report;
        },
      },
    });
    const handle = await worker.runUntil(async () => {
      const started = await client.workflow.start(DRIFT_WORKFLOW, {
        workflowId: 'drift-BTCUSDT',
        taskQueue: 'drift',
        args: [{ symbol: 'BTCUSDT' }],
      });
      assert.deepEqual(await started.result(), report);
      return started;
    });
    assert.equal(attempts, 2);
    await Worker.runReplayHistory({ workflowBundle }, await handle.fetchHistory());
  });
});
