import { readdir, readFile } from 'node:fs/promises';

/** A process and all that it started, and they started, as long as their starters live. Linux only. */
export async function descendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
    if (stat !== undefined) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const descends = (pid: number | undefined): boolean => pid === root || (!!pid && descends(parents.get(pid)));
  return [...parents.keys()].filter(descends);
}

/** Those that still run; a zombie does not. */
export async function stillRunning(pids: readonly number[]): Promise<string[]> {
  const running: string[] = [];
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined || / Z /.test(stat.slice(stat.lastIndexOf(')')))) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    running.push(`${pid} ${command.replaceAll('\0', ' ')}`);
  }
  return running;
}
