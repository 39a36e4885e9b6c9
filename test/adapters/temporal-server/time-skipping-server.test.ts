import assert from 'node:assert/strict';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { timeSkippingServerPath } from '../../../adapters/temporal-server/time-skipping-server.ts';
import { lacking } from '../../house/toolchain.ts';

describe('the time-skipping server', () => {
  it('starts, and skips a day at once', async function () {
    const path = timeSkippingServerPath();
    if (path === undefined) lacking(this, 'no time-skipping Temporal server: install Java 17 and Maven, run npm test');
    const environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
    try {
      const before = await environment.currentTimeMs();
      await environment.sleep('24 hours');
      assert.ok((await environment.currentTimeMs()) - before >= 86_400_000);
    } finally {
      await environment.teardown();
    }
  });
});
