import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AuditError } from './audit-error.ts';

/** The lock of a generation: `writer.17.lock`. */
const LOCK_NAME = /^writer\.(\d+)\.lock$/;

/** Who holds the lock. `started` tells a process from a later one with the same id; "" where the system doesn't say. */
interface Holder {
  readonly pid: number;
  readonly started: string;
}

/**
 * Makes this process the only writer of a directory, the audit's unless `what` names another. The lock of a process that
 * is gone, kill -9 included, is taken over.
 *
 * Each writer makes the lock of the next generation by a link, which only one can make and which appears with its
 * content. The highest lock is never removed, an emptied one is free: whoever comes late and makes a lower one (which
 * had been removed) sees the higher one and steps back.
 *
 * @returns releases the lock.
 * @throws AuditError naming the process that writes already.
 */
export async function lockForWriting(directory: string, what = 'the audit'): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) } satisfies Holder);
  const candidate = path.join(directory, `writer.${process.pid}.${randomBytes(6).toString('hex')}.candidate`);
  try {
    await writeFile(candidate, mine);
    for (;;) {
      const highest = (await generationsIn(directory)).at(-1) ?? 0;
      await refuseIfHeld(directory, highest, what);
      const generation = highest + 1;
      if (!(await isLinked(candidate, lockFile(directory, generation)))) continue;
      const now = await generationsIn(directory);
      if (now.at(-1) !== generation) {
        await rm(lockFile(directory, generation), { force: true });
        continue;
      }
      for (const old of now.slice(0, -1)) await rm(lockFile(directory, old), { force: true });
      return async () => truncate(lockFile(directory, generation)).catch(() => undefined);
    }
  } finally {
    await rm(candidate, { force: true });
  }
}

function lockFile(directory: string, generation: number): string {
  return path.join(directory, `writer.${generation}.lock`);
}

async function generationsIn(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

async function refuseIfHeld(directory: string, generation: number, what: string): Promise<void> {
  const text = await readFile(lockFile(directory, generation), 'utf8').catch(() => '');
  const holder = parseHolder(text);
  if (!holder || !(await isAlive(holder))) return;
  throw new AuditError(
    `${what} in ${directory} is being written by process ${holder.pid}: only one writer at a time; ` +
      `stop that process, or choose another directory`,
  );
}

async function isLinked(candidate: string, file: string): Promise<boolean> {
  try {
    await link(candidate, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Holder>;
    return Number.isInteger(pid) && typeof started === 'string' ? { pid: pid!, started } : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (await startOf(pid)) === started;
}

/** Start time of a process in the kernel's ticks (field 22 of /proc/PID/stat), "" where there is no such file. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may hold spaces: count from behind it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
