import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runChild } from './child-process.ts';
import { isRunning, withProcessLock } from './process-lock.ts';
import { findPython } from './python-interpreter.ts';
import type { PythonInterpreter } from './python-interpreter.ts';
import { TrainingFailure } from './training-failure.ts';

/** A virtual environment with exactly the pinned packages. */
export interface PythonEnvironment {
  readonly directory: string;
  /** Its interpreter. */
  readonly python: string;
}

export interface PythonEnvironmentOptions {
  /** A requirements.txt with exact pins. */
  readonly requirements: string;
  readonly cacheDir: string;
  /** Lines for a person, e.g. "Collecting numpy==2.0.2". */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Interpreters to try in this order; by default the usual names on PATH. */
  readonly pythons?: readonly string[];
}

/** Written last: an environment without it was never finished. */
const COMPLETE_MARK = '.complete';

/**
 * The environment of these requirements under `cacheDir`, made when it isn't there (about a minute and 1.6 GB). Made
 * beside its place and moved there when whole, so that a killed process leaves nothing that looks finished.
 * @throws TrainingFailure when Python is missing or too old, or the packages can't be had; the signal's reason when aborted.
 */
export async function preparePythonEnvironment(options: PythonEnvironmentOptions): Promise<PythonEnvironment> {
  const { requirements, cacheDir, onProgress, signal } = options;
  const interpreter = await findPython(options.pythons, signal);
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .update(`${interpreter.version} ${process.platform} ${process.arch}`)
    .digest('hex')
    .slice(0, 16);
  const directory = path.join(cacheDir, `python-${hash}`);
  const environment = { directory, python: interpreterIn(directory) };
  if (isComplete(directory)) return environment;

  await withProcessLock(
    `${directory}.lock`,
    async () => {
      if (isComplete(directory)) return;
      await removeUnfinished(directory);
      await make(directory, interpreter, options);
    },
    {
      onWait: (pid) => onProgress?.(`waiting for process ${pid}, which is making the Python environment`),
      signal,
    },
  );
  return environment;
}

async function make(
  directory: string,
  interpreter: PythonInterpreter,
  { requirements, onProgress, signal }: PythonEnvironmentOptions,
): Promise<void> {
  const making = `${directory}.making-${process.pid}`;
  try {
    onProgress?.(`making a Python ${interpreter.version} environment in ${directory}`);
    await runOrFail('make a virtual environment', interpreter.command, ['-m', 'venv', making], undefined, signal);
    const install = ['-m', 'pip', 'install', '--only-binary=:all:', '--no-input', '--disable-pip-version-check'];
    await runOrFail(
      'install the pinned packages',
      interpreterIn(making),
      [...install, '--progress-bar=off', '-r', requirements],
      (line) => {
        if (/^\s*(Collecting|Downloading|Installing|Successfully)/.test(line))
          onProgress?.(shortened(line.replace(/ \(from .*/, '').trim()));
      },
      signal,
    );
    await writeFile(path.join(making, COMPLETE_MARK), `${interpreter.version}\n`);
    await rename(making, directory).catch((error: unknown) => {
      // Another process has finished the same environment meanwhile.
      if (!isComplete(directory)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** What killed processes have left: halves beside the place, and a place without its mark. */
async function removeUnfinished(directory: string): Promise<void> {
  const prefix = `${path.basename(directory)}.making-`;
  for (const name of await readdir(path.dirname(directory))) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
      await rm(path.join(path.dirname(directory), name), { recursive: true, force: true });
    }
  }
  await rm(directory, { recursive: true, force: true });
}

async function runOrFail(
  what: string,
  command: string,
  args: readonly string[],
  onLine?: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const end = await runChild({ command, args, signal, ...(onLine && { onLine }) });
  if (end.code === 0) return;
  const how = end.code === null ? `was killed by ${end.killedBy}` : `ended with code ${end.code}`;
  // Most often the packages' registry was out of reach.
  throw new TrainingFailure(
    `could not ${what}: ${command} ${how}: ${end.lastErrorLines.slice(-6).join('\n')}`,
    'interrupted',
  );
}

function isComplete(directory: string): boolean {
  return existsSync(path.join(directory, COMPLETE_MARK)) && existsSync(interpreterIn(directory));
}

function interpreterIn(directory: string): string {
  return path.join(directory, 'bin', 'python');
}

function shortened(line: string): string {
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
