import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { startDevServer } from '../../../adapters/temporal-server/dev-server.ts';
import { findDevServer, machineSearch } from '../../../adapters/temporal-server/find-dev-server.ts';
import { freePort } from '../../../adapters/temporal-server/free-port.ts';
import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import type { PipelineWorkerSettings } from '../../../workers/pipeline-settings.ts';
import { TASK_QUEUES } from '../../../workflows/messages.ts';
import { startChild } from '../child-process.ts';
import { ProcessTable } from '../session-context.ts';
import { prepareWorkflowBundle } from '../steps/workflow-bundle.ts';
import type { Terminal } from '../terminal.ts';
import type { OwnPipelineSettings } from './own-pipeline-settings.ts';

/** A Temporal server and a pipeline worker that live as long as one command. */
export interface OwnPipeline {
  readonly address: string;
  /** Rejects when one of the two could not be kept running. */
  readonly failure: Promise<never>;
  /** Ends both. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 9_500;

/**
 * Brings up a Temporal server and a pipeline worker on a folder of state, whose lock the caller holds. The server has a
 * database of its own beside that of `npm start`, kept between commands: what a killed command had begun goes on with the
 * next one, and nothing that a start has under way is woken by a command.
 * @throws Error with a sentence when one of them can't be had; both are down then.
 */
export async function startOwnPipeline(
  root: string,
  { isPaperMarket: _, ...settings }: OwnPipelineSettings,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<OwnPipeline> {
  const log = (name: string): string => path.join(root, 'logs', `lake-${name}.log`);
  mkdirSync(path.join(root, 'logs'), { recursive: true });
  // The server's and the worker's ends are ours to order: the signal only says that nothing is begun any more.
  const processes = new ProcessTable(path.join(root, 'lake-processes.json'), terminal, signal);
  const killAtExit = (): void => processes.killNow();
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    processes.close();
    const hurry = setTimeout(() => processes.killNow(), STOP_WITHIN_MS);
    for (const key of ['pipeline', 'temporal'] as const) await processes.stop(key);
    clearTimeout(hurry);
    process.off('exit', killAtExit);
  };
  try {
    const bundling = prepareWorkflowBundle(
      { directory: { workflowBundle: bundleIn(root) }, terminal, signal },
      'pipeline-index',
    );
    const address = await startServer(processes, root, log('temporal'), { terminal, signal });
    const bundle = await bundling;
    const file = path.join(root, 'lake-pipeline.json');
    const told: PipelineWorkerSettings = {
      ...settings,
      temporal: { address, namespace: 'default', taskQueue: TASK_QUEUES.pipeline },
      ...(bundle === undefined ? {} : { workflowBundle: bundle }),
    };
    writeFileSync(file, `${JSON.stringify(told, undefined, 2)}\n`);
    await processes.supervise('pipeline', {
      name: 'pipeline worker',
      launch: (ending) =>
        startChild({
          name: 'pipeline worker',
          module: moduleFile('../../../workers/pipeline.ts', import.meta.url),
          args: [file],
          logFile: log('pipeline'),
          readyWithinMs: 120_000,
          graceMs: 6_000,
          signal: ending,
        }),
    });
    const failure = processes.failure();
    // Whoever waits gets it; nobody waiting must not end the process.
    failure.catch(() => undefined);
    return { address, failure, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function bundleIn(root: string): (entry: string) => string {
  return (entry) => path.join(root, 'workflow-bundles', `${entry}.js`);
}

async function startServer(
  processes: ProcessTable,
  root: string,
  logFile: string,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<string> {
  const choice = await findDevServer((line) => terminal.say(`Temporal: ${line}`), machineSearch, signal);
  if (choice.kind === 'running') {
    throw new ConfigurationRefused(`a Temporal server is named (${choice.address}): it runs the commands on the lake`);
  }
  const ports = { port: await freePort(), uiPort: await freePort() };
  terminal.say(
    `No pipeline runs on ${root}: this command brings up its own. Temporal Web UI http://127.0.0.1:${ports.uiPort}`,
  );
  await processes.supervise('temporal', {
    name: 'Temporal server',
    launch: (ending) =>
      startDevServer({
        program: choice.path,
        ports,
        databaseFile: path.join(root, 'temporal', 'lake-commands.db'),
        logFile,
        signal: ending,
      }),
  });
  return `127.0.0.1:${ports.port}`;
}
