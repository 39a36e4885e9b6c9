import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 300;
/** A lock is signed with its holder's process id within this time of being made. */
const UNSIGNED_MS = 10_000;

/**
 * Runs `work` while no other process on this machine runs work under the same lock file. The lock of a process that is no
 * longer there is taken over. It saves double work; correctness must not rest on it alone, since two processes may in
 * the same instant take over the lock of a third.
 * @param onWait called once, when another process holds the lock, with its process id.
 * @throws the signal's reason when aborted while waiting.
 */
export async function withProcessLock<T>(
  file: string,
  work: () => Promise<T>,
  options: { readonly onWait?: (pid: number) => void; readonly signal?: AbortSignal | undefined } = {},
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  let told = false;
  while (!(await tryLock(file))) {
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder > 0 ? !isRunning(holder) : await wasNeverSigned(file)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told && holder > 0) options.onWait?.(holder);
    told = true;
    await sleep(POLL_MS, undefined, options.signal ? { signal: options.signal } : {});
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True for a lock without a process id that is too old to be just being written: its maker died in that instant. */
async function wasNeverSigned(file: string): Promise<boolean> {
  const age = await stat(file)
    .then((facts) => Date.now() - facts.mtimeMs)
    .catch(() => 0);
  return age > UNSIGNED_MS;
}

async function tryLock(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
