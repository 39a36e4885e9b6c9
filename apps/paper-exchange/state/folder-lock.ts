import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StateError } from './state-error.ts';

const heldHere = new Set<string>();

/**
 * Holds a state folder for one server: a file with our process id in it, which a killed server leaves behind and the
 * next one takes over. Throws `StateError` when another living server holds the folder.
 */
export class FolderLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  static take(directory: string): FolderLock {
    mkdirSync(directory, { recursive: true });
    const file = resolve(join(directory, 'server.lock'));
    if (heldHere.has(file)) throw inUse(directory, process.pid);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (create(file)) {
        heldHere.add(file);
        return new FolderLock(file);
      }
      const holder = readHolder(file);
      if (holder !== undefined && isAlive(holder)) throw inUse(directory, holder.pid);
      rmSync(file, { force: true });
    }
    throw new StateError(`the lock ${file} can't be taken; remove it if no paper exchange runs on this folder`);
  }

  release(): void {
    heldHere.delete(this.#file);
    rmSync(this.#file, { force: true });
  }
}

interface Holder {
  readonly pid: number;
  /** The kernel's start time of the process, where it tells: a process id may have been given to another since. */
  readonly started: string;
}

/** Made beside and linked into place, so that the lock is never seen without its content. */
function create(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof holder.pid === 'number' ? { pid: holder.pid, started: String(holder.started ?? '') } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startOf(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

/** Field 22 of /proc/<pid>/stat; "" where there is no such file. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return (
      stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .at(19) ?? ''
    );
  } catch {
    return '';
  }
}

function inUse(directory: string, pid: number): StateError {
  return new StateError(
    `the folder ${directory} is in use by another paper exchange (process ${pid}); stop it or choose another --data-dir`,
  );
}
