import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findPresentProgram } from '../../../adapters/temporal-server/find-dev-server.ts';
import { ScriptedLake, unreadable, withEtlWorker } from './etl-environment.ts';
import { PIPELINE_HISTORIES } from './recorded-histories.ts';

/**
 * Records the histories of the ETL's workflows that the replay test holds new code against, on a real dev server:
 * `node --import tsx test/workflows/pipeline/record-etl-histories.ts NAME…`, all of them without a name. Record anew only
 * together with a change that is meant to break replay.
 */

const symbol = 'BTCUSDT';
const lockstep = { kind: 'lockstep' };

interface Scenario {
  readonly workflowType: string;
  readonly input: object;
  readonly prepare?: (lake: ScriptedLake) => void;
  /** Whether the first run of several is kept, and not the last. */
  readonly firstRun?: boolean;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'daily-one-day': { workflowType: 'dailyEtlWorkflow', input: { symbol, date: '2022-05-09' } },
  'daily-quality-stop': {
    workflowType: 'dailyEtlWorkflow',
    input: { symbol, date: '2022-05-09' },
    prepare: (lake) => lake.stopped.add('2022-05-09'),
  },
  'daily-late': {
    workflowType: 'dailyEtlWorkflow',
    input: { symbol, date: '2022-05-09', clock: { kind: 'scaled', speed: 600 }, slaMs: 60_000 },
    prepare: (lake) => (lake.duration = () => new Promise((done) => setTimeout(done, 2_000))),
  },
  'daily-all-due': {
    workflowType: 'dailyEtlWorkflow',
    input: { symbol, clock: lockstep },
    prepare: (lake) => {
      lake.failing.set('silver 2022-05-09', unreadable());
    },
  },
  'range-continued': {
    workflowType: 'etlRangeWorkflow',
    input: { symbol, from: '2022-01-15', to: '2022-12-02', maxHistoryEvents: 60 },
    firstRun: true,
  },
  'range-last-run': {
    workflowType: 'etlRangeWorkflow',
    input: { symbol, from: '2022-01-15', to: '2022-12-02', maxHistoryEvents: 60, resume: true },
  },
  'daily-by-job': {
    workflowType: 'dailyEtlWorkflow',
    input: { symbol, date: '2022-05-09' },
    prepare: (lake) => {
      lake.place = { kind: 'glue', timeoutMs: 3_600_000 };
      lake.unquiet = 1;
    },
  },
  vacuum: { workflowType: 'lakeVacuumWorkflow', input: {} },
  watchdog: { workflowType: 'pipelineWatchdogWorkflow', input: { symbol } },
};

async function main(): Promise<void> {
  const program = await findPresentProgram();
  if (program?.kind !== 'program')
    throw new Error('no Temporal dev server on PATH or in the cache: npm start gets one');
  await mkdir(PIPELINE_HISTORIES, { recursive: true });
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: program.path } },
  });
  try {
    for (const [name, { workflowType, input, prepare, firstRun }] of Object.entries(SCENARIOS)) {
      if (process.argv.length > 2 && !process.argv.includes(name)) continue;
      const lake = new ScriptedLake();
      prepare?.(lake);
      await withEtlWorker(environment, lake.activities(), async (taskQueue) => {
        const options = { workflowId: `etl-${name}`, taskQueue, args: [input] };
        const handle = await environment.client.workflow.start(workflowType, options);
        await handle.result().catch(() => undefined);
        const run = firstRun ? ['--run-id', handle.firstExecutionRunId] : [];
        const { stdout } = await promisify(execFile)(
          program.path,
          [
            'workflow',
            'show',
            '--workflow-id',
            `etl-${name}`,
            ...run,
            '--address',
            environment.address,
            '--output',
            'json',
          ],
          { maxBuffer: 64 * 1024 * 1024 },
        );
        // Stack traces name the folder of the checkout: it is nobody's business.
        await writeFile(path.join(PIPELINE_HISTORIES, `${name}.json`), stdout.replaceAll(`${process.cwd()}/`, ''));
        console.log(`${name}: ${(JSON.parse(stdout) as { events: unknown[] }).events.length} events`);
      });
    }
  } finally {
    await environment.teardown();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
