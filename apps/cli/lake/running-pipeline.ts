import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { TASK_QUEUES } from '../../../workflows/messages.ts';
import { makeFolder } from '../data-directory.ts';
import { takeLock } from '../process-lock.ts';
import { listenForStop } from '../stop-signals.ts';
import { openTerminal } from '../terminal.ts';
import { dataDirectoryOf } from './lake-place.ts';
import type { LakeOptions } from './lake-place.ts';
import { ownPipelineSettings } from './own-pipeline-settings.ts';
import type { OwnPipelineSettings } from './own-pipeline-settings.ts';

const CONNECT_WITHIN_MS = 5_000;
const KILLED = 130;

/** A pipeline that works on the lake. */
export interface PipelineAtWork {
  readonly client: Client;
  /** Aborted by an interruption: the command is to end. */
  readonly signal: AbortSignal;
  /** Whether the pipeline ends with this command. */
  readonly isOwn: boolean;
  /** Rejects when it can't be kept running. */
  readonly failure: Promise<never>;
}

/**
 * Runs with the pipeline of a lake: that of the running `npm start`, the one that TEMPORAL_ADDRESS names, or, when neither
 * is there, one of the command's own that ends with it.
 *
 * @param refuse is asked before a pipeline of the command's own is brought up, and throws when it could not do the work.
 * @throws ConfigurationRefused when a pipeline is named or should run, and doesn't answer.
 */
export async function withPipeline<T>(
  options: LakeOptions,
  use: (pipeline: PipelineAtWork) => Promise<T>,
  refuse: (settings: OwnPipelineSettings) => void,
): Promise<T> {
  if (options.lake !== undefined) {
    throw new ConfigurationRefused(
      '--lake names tables; what runs on them is found by --data-dir, or TEMPORAL_ADDRESS',
    );
  }
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace = 'default' } = process.env;
  if (address) return withServer({ address, namespace }, stopSignal(), use);
  const root = dataDirectoryOf(options);
  refuseUnnamedFolder(options, root);
  const settings = ownPipelineSettings(root);
  const lock = existsSync(root) ? takeLock(path.join(root, 'lock')) : undefined;
  if (lock && 'heldBy' in lock) return withServer(temporalOfStart(root, lock.heldBy), stopSignal(), use);
  try {
    refuse(settings);
  } catch (error) {
    lock?.release();
    throw error;
  }
  return withOwnPipeline(root, settings, lock?.release, use);
}

async function withOwnPipeline<T>(
  root: string,
  settings: OwnPipelineSettings,
  release: (() => void) | undefined,
  use: (pipeline: PipelineAtWork) => Promise<T>,
): Promise<T> {
  let unlock = release;
  const signal = stopSignal();
  try {
    if (!unlock) {
      makeFolder(root);
      const lock = takeLock(path.join(root, 'lock'));
      if ('heldBy' in lock) throw new ConfigurationRefused(`${root} is in use by process ${lock.heldBy}`);
      unlock = lock.release;
    }
    // Loaded only now: a refused option should not wait for it.
    const { startOwnPipeline } = await import('./own-pipeline.ts');
    const terminal = openTerminal(process.stderr);
    const own = await startOwnPipeline(root, settings, { terminal, signal });
    try {
      const connection = await Connection.connect({ address: own.address });
      try {
        return await use({ client: new Client({ connection }), signal, isOwn: true, failure: own.failure });
      } finally {
        await connection.close();
      }
    } finally {
      await own.stop();
    }
  } finally {
    unlock?.();
  }
}

async function withServer<T>(
  { address, namespace }: { readonly address: string; readonly namespace: string },
  signal: AbortSignal,
  use: (pipeline: PipelineAtWork) => Promise<T>,
): Promise<T> {
  const start = 'start it with npm start, or name a server with a pipeline worker by TEMPORAL_ADDRESS';
  const connection = await Connection.connect({ address, connectTimeout: CONNECT_WITHIN_MS }).catch(
    (error: unknown) => {
      throw new ConfigurationRefused(`no Temporal server answers at ${address}: ${start}`, { cause: error });
    },
  );
  try {
    const { pollers = [] } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: TASK_QUEUES.pipeline },
    });
    if (pollers.length === 0) throw new ConfigurationRefused(`no pipeline worker polls at ${address}: ${start}`);
    const failure = new Promise<never>(() => undefined);
    return await use({ client: new Client({ connection, namespace }), signal, isOwn: false, failure });
  } finally {
    await connection.close();
  }
}

/** The folder without a name is that of the simulated market: what else is loaded into its lake would be mixed with it. */
function refuseUnnamedFolder({ dataDir }: LakeOptions, root: string): void {
  if (dataDir !== undefined || existsSync(path.join(root, 'market.json'))) return;
  throw new ConfigurationRefused(
    `nothing was started in ${root} yet: name the folder of the lake by --data-dir, a new one for Binance's market`,
  );
}

/** Where the Temporal server of the start is that holds the folder. */
function temporalOfStart(root: string, holder: number): { address: string; namespace: string } {
  try {
    const { temporal } = JSON.parse(readFileSync(path.join(root, 'pipeline.json'), 'utf8')) as {
      temporal: { address: string; namespace: string };
    };
    return temporal;
  } catch (error) {
    throw new ConfigurationRefused(
      `${root} is in use by process ${holder}, and no pipeline runs there: wait for its end, or name a server by TEMPORAL_ADDRESS`,
      { cause: error },
    );
  }
}

function stopSignal(): AbortSignal {
  return listenForStop(
    () => undefined,
    () => process.exit(KILLED),
  );
}
