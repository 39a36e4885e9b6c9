import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { devServerArguments } from './dev-server-arguments.ts';
import type { DevServerPorts } from './dev-server-arguments.ts';
import { endLeftover, forgetPid, isAlive, notePid } from './leftover.ts';
import { moduleFile, nodeArguments } from './node-process.ts';
import { waitUntilServing } from './readiness.ts';

export interface DevServerOptions {
  /** The `temporal` program. */
  readonly program: string;
  readonly ports: DevServerPorts;
  /** SQLite file that survives restarts; without it everything is kept in memory. */
  readonly databaseFile?: string;
  readonly logFile: string;
  /** Aborted when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

export interface DevServer {
  /** host:port of the gRPC front end. */
  readonly address: string;
  readonly webUi: string;
  readonly pid: number;
  /** Resolves, with how it ended, when the server is gone. */
  readonly exited: Promise<string>;
  /** Asks it to end, insists after a few seconds; resolves when it is gone. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 6_000;

/**
 * Starts a Temporal dev server and waits until it answers. It does not outlive this process, however that ends.
 *
 * @throws Error with the last lines of its log when it ends or stays silent instead.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { databaseFile } = options;
  const pidFile = databaseFile === undefined ? undefined : `${databaseFile}.pid`;
  if (databaseFile !== undefined && pidFile !== undefined) {
    mkdirSync(path.dirname(databaseFile), { recursive: true });
    await endLeftover(pidFile, databaseFile);
  }
  const guard = spawnGuard(options);
  const exited = exitOf(guard);
  const giveUp = new AbortController();
  const stopped = aborted(options.signal);
  try {
    const pid = await Promise.race([serverPid(guard), exited.then(failedStart), stopped]);
    if (pidFile !== undefined) notePid(pidFile, pid);
    const server = runningServer(options, guard, pid, exited, pidFile);
    const serving = waitUntilServing(server.address, 'default', START_TIMEOUT_MS, giveUp.signal);
    await Promise.race([serving, exited.then(failedStart), stopped]);
    return server;
  } catch (error) {
    giveUp.abort();
    await endGuard(guard, exited);
    throw new Error(`${error instanceof Error ? error.message : String(error)}${lastLines(options.logFile)}`);
  }
}

function spawnGuard(options: DevServerOptions): ChildProcess {
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const guard = moduleFile('./guard.ts', import.meta.url);
  try {
    return spawn(
      process.execPath,
      nodeArguments(guard, [], [options.program, ...devServerArguments(options.ports, options.databaseFile)]),
      // A group of its own: a Ctrl-C at the terminal is ours to order, not the server's to obey.
      { stdio: ['ignore', log, log, 'ipc'], detached: true },
    );
  } finally {
    closeSync(log);
  }
}

function runningServer(
  options: DevServerOptions,
  guard: ChildProcess,
  pid: number,
  exited: Promise<string>,
  pidFile: string | undefined,
): DevServer {
  const gone = exited.then((how) => {
    // The guard may have been killed alone: then the server must not stay.
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    if (pidFile !== undefined) forgetPid(pidFile);
    return how;
  });
  return {
    address: `127.0.0.1:${options.ports.port}`,
    webUi: `http://127.0.0.1:${options.ports.uiPort}`,
    pid,
    exited: gone,
    async stop() {
      await endGuard(guard, gone);
    },
  };
}

/** Resolves when it is gone. */
async function endGuard(guard: ChildProcess, gone: Promise<string>): Promise<void> {
  guard.kill('SIGTERM');
  const insist = setTimeout(() => guard.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(insist);
}

function serverPid(guard: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    guard.once('message', (message) => resolve((message as { pid: number }).pid));
  });
}

function exitOf(guard: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    guard.once('error', (error) => resolve(error.message));
    guard.once('exit', (code, signal) => resolve(signal === null ? `code ${code}` : signal));
  });
}

/** Rejects when the signal is aborted; nobody has to listen. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  const rejected = new Promise<never>((_, reject) => {
    const give = () => reject(new Error('the start of the Temporal server was given up'));
    if (signal?.aborted) give();
    signal?.addEventListener('abort', give, { once: true });
  });
  rejected.catch(() => undefined);
  return rejected;
}

function failedStart(how: string): never {
  throw new Error(`the Temporal server ended at its start (${how})`);
}

function lastLines(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5);
    return `\n${logFile}:\n${lines.join('\n')}`;
  } catch {
    return '';
  }
}
