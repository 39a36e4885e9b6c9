import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findPresentProgram } from '../../../adapters/temporal-server/find-dev-server.ts';
import { until } from '../../adapters/ingestion/recording-world.ts';
import { MarketDataRun } from './market-data-run.ts';

/**
 * Records the history that the replay test of marketDataWorkflow uses, on a real dev server:
 * `node --import tsx test/workflows/pipeline/record-market-data-history.ts`. See record-histories.ts for when.
 */
const FILE = path.join(import.meta.dirname, '../../histories/pipeline/market-data.json');

const program = await findPresentProgram();
if (program?.kind !== 'program') throw new Error('no Temporal dev server on PATH or in the cache: npm start gets one');
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'existing-path', path: program.path } },
});
try {
  const run = new MarketDataRun(environment);
  run.failures = 2;
  await run.start();
  await until('it records', () => run.recorders.length === 1);
  await run.handle.signal('pause', { reason: 'recorded', by: 'test' });
  await until('the recorder stopped', () => run.recorders[0]!.stops === 1);
  await run.handle.signal('no-such-signal');
  await run.handle.signal('resume', null);
  await until('it records again', () => run.recorders.length === 2);
  const show = ['workflow', 'show', '--workflow-id', run.workflowId, '--address', environment.address];
  const { stdout } = await promisify(execFile)(program.path, [...show, '--output', 'json'], { maxBuffer: 64 << 20 });
  await run.stop();
  await mkdir(path.dirname(FILE), { recursive: true });
  await writeFile(FILE, stdout.replaceAll(`${process.cwd()}/`, ''));
} finally {
  await environment.teardown();
}
