import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { nodeArguments } from '../../adapters/temporal-server/node-process.ts';

/** A process of ours that runs. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves, with how it ended, when it is gone. */
  readonly exited: Promise<string>;
  /** Asks it to end and insists after a while; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** Its name in sentences, e.g. "paper exchange". */
  readonly name: string;
  /** Absolute path of a module that prints one JSON line with `"ready":true` when it is. */
  readonly module: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly readyWithinMs: number;
  /** How long it may take to end by itself when asked. */
  readonly graceMs: number;
  /** Aborted when nobody waits for it any more: it is then ended at once. */
  readonly signal?: AbortSignal;
}

/** A child did not start; the message says why in its own words. */
export class ChildFailed extends Error {
  override name = 'ChildFailed';
}

const LOG_KEPT_BYTES = 10_000_000;
const LINES_SHOWN = 12;

/**
 * Starts a Node process of ours and waits until it is ready. It has an IPC channel to us, and ends when that closes,
 * so it does not outlive us; its output goes to its log.
 *
 * @throws ChildFailed
 */
export async function startChild(options: ChildOptions): Promise<RunningProcess> {
  options.signal?.throwIfAborted();
  const log = openLog(options.logFile);
  const logStart = fstatSync(log).size;
  const preload = new URL('./end-with-starter.mjs', import.meta.url).href;
  const child = spawn(process.execPath, nodeArguments(options.module, [preload], options.args), {
    // A group of its own: a Ctrl-C at the terminal is ours to order.
    detached: true,
    stdio: ['ignore', 'pipe', log, 'ipc'],
    env: { ...process.env, ...options.env },
  });
  const exited = exitOf(child, log);
  const running = { pid: child.pid ?? 0, exited, stop: () => stopChild(child, exited, options.graceMs) };
  try {
    await untilReady(child, exited, log, options);
    return running;
  } catch (error) {
    await stopChild(child, exited, 0);
    throw new ChildFailed(`the ${options.name} did not start: ${reasonOf(error, options.logFile, logStart)}`);
  }
}

function untilReady(child: ChildProcess, exited: Promise<string>, log: number, options: ChildOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`it was not ready within ${options.readyWithinMs / 1000} s`));
    }, options.readyWithinMs);
    const settle = (done: () => void) => {
      clearTimeout(timer);
      done();
    };
    options.signal?.addEventListener('abort', () => settle(() => reject(new Error('it was stopped'))), { once: true });
    void exited.then((how) => settle(() => reject(new Error(`it ended (${how})`))));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (child.exitCode === null && child.signalCode === null) writeSync(log, `${line}\n`);
      if (isReady(line)) settle(resolve);
    });
  });
}

function isReady(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    return (JSON.parse(line) as { ready?: unknown }).ready === true;
  } catch {
    return false;
  }
}

function exitOf(child: ChildProcess, log: number): Promise<string> {
  return new Promise((resolve) => {
    const end = (how: string) => {
      resolve(how);
      setImmediate(() => closeSync(log));
    };
    child.once('error', (error) => {
      if (child.pid === undefined) end(error.message);
    });
    child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
  });
}

async function stopChild(child: ChildProcess, exited: Promise<string>, graceMs: number): Promise<void> {
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(insist);
}

/** Opens a log to append to; what passed 10 MB is put aside as `.1` first. */
export function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_KEPT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

/** Why it did not start: the one sentence that it ended with, or how it ended and the last lines of this start. */
function reasonOf(error: unknown, logFile: string, logStart: number): string {
  const how = error instanceof Error ? error.message : String(error);
  const lines = readFileSync(logFile).subarray(logStart).toString('utf8').trimEnd().split('\n').slice(-LINES_SHOWN);
  const [only = ''] = lines;
  if (lines.length === 1 && only !== '') return `${only.replace(/^[a-z-]+: /, '')}\n(its log: ${logFile})`;
  return [how, `${logFile}:`, ...lines].join('\n');
}
