/**
 * Runs the Temporal SDK's own download in a process that can be given up: `sdk-download-process <kind> <folder>`, with
 * kind `dev-server` or `time-skipping`. The SDK downloads into the folder, starts the server once and stops it.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [kind, downloadDir] = process.argv.slice(2);
if ((kind !== 'dev-server' && kind !== 'time-skipping') || downloadDir === undefined) {
  throw new Error('usage: sdk-download-process dev-server|time-skipping FOLDER');
}
const server = { executable: { type: 'cached-download' as const, downloadDir } };
const environment =
  kind === 'dev-server'
    ? await TestWorkflowEnvironment.createLocal({ server })
    : await TestWorkflowEnvironment.createTimeSkipping({ server });
await environment.teardown();
