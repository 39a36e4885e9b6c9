import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Notes the process that uses a file, so that a later start can end it should every guardian have been killed. */
export function notePid(pidFile: string, pid: number): void {
  writeFileSync(pidFile, `${pid}\n`);
}

export function forgetPid(pidFile: string): void {
  rmSync(pidFile, { force: true });
}

/**
 * Ends the process noted in `pidFile` if it still runs and its command line contains `mark` (a pid may long belong to
 * somebody else). Resolves with true when there was one.
 */
export async function endLeftover(pidFile: string, mark: string): Promise<boolean> {
  const pid = notedPid(pidFile);
  forgetPid(pidFile);
  if (pid === undefined || !commandLine(pid).includes(mark)) return false;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 5_000 && isAlive(pid); waited += 50) await sleep(50);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  return true;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function notedPid(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim());
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  return readProc(pid, 'cmdline')?.replaceAll('\0', ' ') ?? askPs(pid, 'command=');
}

/** When a process began, as the system writes it; empty when there is none. With the pid it names a process for good. */
export function startedAt(pid: number): string {
  // Field 22 of /proc/PID/stat, counted after the program's name, which may hold spaces and brackets.
  const stat = readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? askPs(pid, 'lstart=').trim();
}

function readProc(pid: number, file: 'cmdline' | 'stat'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

function askPs(pid: number, field: string): string {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return execFileSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8', stdio: [...stdio] });
  } catch {
    return '';
  }
}
