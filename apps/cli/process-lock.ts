import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, startedAt } from '../../adapters/temporal-server/leftover.ts';

/** A lock file that this process holds, or the process that holds it. */
export type LockAttempt = { readonly release: () => void } | { readonly heldBy: number };

/**
 * Takes a lock file for as long as this process lives, or until it is released. The lock of a process that is gone is
 * taken over: it names the pid and when that process began, since a pid may belong to somebody else by now.
 *
 * @throws the system's error when the file can be neither made nor removed.
 */
export function takeLock(file: string): LockAttempt {
  const mine = `${process.pid} ${startedAt(process.pid)}\n`;
  while (!create(file, mine)) {
    const holder = read(file);
    if (holder !== undefined && isHeld(holder)) return { heldBy: parseInt(holder, 10) };
    rmSync(file, { force: true });
  }
  return {
    release: () => {
      if (read(file) === mine) rmSync(file, { force: true });
    },
  };
}

function isHeld(holder: string): boolean {
  const pid = parseInt(holder, 10);
  return Number.isInteger(pid) && isAlive(pid) && holder === `${pid} ${startedAt(pid)}\n`;
}

/** The file appears with its text or not at all: an empty one would look like a dead process's. */
function create(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
