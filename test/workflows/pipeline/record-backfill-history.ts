import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findPresentProgram } from '../../../adapters/temporal-server/find-dev-server.ts';
import { busy, runBackfill, ScriptedArchive } from './backfill-run.ts';
import { BACKFILL_HISTORY } from './recorded-histories.ts';

/**
 * Records the history that backfill-replay.test.ts holds new code against, on a real dev server:
 * `node --import tsx test/workflows/pipeline/record-backfill-history.ts`. When to record anew: docs/operate/changing-workflows.md.
 */

async function main(): Promise<void> {
  const program = await findPresentProgram();
  if (program?.kind !== 'program') throw new Error('no Temporal dev server on PATH or in the cache: npm test gets one');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: program.path } },
  });
  try {
    const archive = new ScriptedArchive();
    archive.failures.set('2022-02', [busy(10)]);
    archive.failures.set('2022-04', [ApplicationFailure.nonRetryable('a bad line', 'ArchiveFileRefused')]);
    await runBackfill(environment, archive, 'backfill-recorded').catch(() => undefined);
    const { stdout } = await promisify(execFile)(
      program.path,
      ['workflow', 'show', '--workflow-id', 'backfill-recorded', '--address', environment.address, '--output', 'json'],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    await mkdir(path.dirname(BACKFILL_HISTORY), { recursive: true });
    // Stack traces name the folder of the checkout: it is nobody's business.
    await writeFile(BACKFILL_HISTORY, stdout.replaceAll(`${process.cwd()}/`, ''));
    console.log(`${(JSON.parse(stdout) as { events: unknown[] }).events.length} events`);
  } finally {
    await environment.teardown();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
