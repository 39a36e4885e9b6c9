import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findPresentProgram } from '../../../adapters/temporal-server/find-dev-server.ts';
import { SCOPE } from '../../core/model/registry-events.ts';
import { withEtlWorker } from '../pipeline/etl-environment.ts';
import { MODEL_HISTORIES } from './recorded-histories.ts';
import { ScriptedTraining, WORSE } from './scripted-training.ts';

/**
 * Records the histories of the retraining that the replay test holds new code against, on a real dev server:
 * `node --import tsx test/workflows/model/record-retrain-histories.ts`. Record anew only together with a change that is
 * meant to break replay.
 */
const fast = { kind: 'scaled', speed: 600 };
const SCENARIOS: Readonly<
  Record<string, { readonly input?: object; readonly prepare?: (world: ScriptedTraining) => void }>
> = {
  'retrain-promoted': {},
  'retrain-kept': { prepare: (world) => (world.challenger = WORSE) },
  'retrain-same': { prepare: (world) => (world.trained = 'old-model') },
  'retrain-waited': { input: { clock: fast }, prepare: (world) => (world.gold = [null, '2022-07-12', '2022-07-13']) },
  'retrain-failed': {
    prepare: (world) =>
      (world.trainingFailure = ApplicationFailure.nonRetryable('the loss is NaN', 'TrainingDiverged')),
  },
};

async function main(): Promise<void> {
  const program = await findPresentProgram();
  if (program?.kind !== 'program')
    throw new Error('no Temporal dev server on PATH or in the cache: npm start gets one');
  await mkdir(MODEL_HISTORIES, { recursive: true });
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: program.path } },
  });
  try {
    for (const [name, { input, prepare }] of Object.entries(SCENARIOS)) {
      const world = new ScriptedTraining({ champion: 'old-model' });
      prepare?.(world);
      await withEtlWorker(environment, world.activities(), async (taskQueue) => {
        const options = { workflowId: name, taskQueue, args: [{ ...SCOPE, ...input }] };
        const handle = await environment.client.workflow.start('retrainWorkflow', options);
        await handle.result().catch(() => undefined);
        const { stdout } = await promisify(execFile)(
          program.path,
          ['workflow', 'show', '--workflow-id', name, '--address', environment.address, '--output', 'json'],
          { maxBuffer: 64 * 1024 * 1024 },
        );
        // Stack traces name the folder of the checkout: it is nobody's business.
        await writeFile(path.join(MODEL_HISTORIES, `${name}.json`), stdout.replaceAll(`${process.cwd()}/`, ''));
        console.log(`${name}: ${(JSON.parse(stdout) as { events: unknown[] }).events.length} events`);
      });
    }
  } finally {
    await environment.teardown();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
