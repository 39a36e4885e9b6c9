import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';
import { isAlive, startedAt } from '../../adapters/temporal-server/leftover.ts';

/**
 * Takes the folder for this process; the result gives it back. The lock of a process that is gone is taken over: it
 * names the pid and when that process began, since a pid may belong to somebody else by now.
 *
 * @throws ConfigurationRefused when another start uses the folder.
 */
export function lockDataDirectory(root: string): () => void {
  const file = path.join(root, 'lock');
  const mine = `${process.pid} ${startedAt(process.pid)}\n`;
  while (!create(file, mine)) {
    const holder = read(file);
    if (holder !== undefined && isHeld(holder)) {
      throw new ConfigurationRefused(
        `${root} is in use by another start (process ${parseInt(holder, 10)}): stop that one first, or choose another --data-dir`,
      );
    }
    rmSync(file, { force: true });
  }
  return () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
}

function isHeld(holder: string): boolean {
  const pid = parseInt(holder, 10);
  return Number.isInteger(pid) && isAlive(pid) && holder === `${pid} ${startedAt(pid)}\n`;
}

function create(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
