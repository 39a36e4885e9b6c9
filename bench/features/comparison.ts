/** CPU seconds of each repetition, by group of columns. */
export type Times = Readonly<Record<string, readonly number[]>>;

const CELL = 22;

/** Middle of the times, the upper one of two. */
export function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** A line a group: our milliseconds, then for each peer that has it its own and the ratio; below, the same of the sums. */
export function comparison(groups: readonly string[], ours: Times, peers: Readonly<Record<string, Times>>): string {
  const width = Math.max(...groups.map((group) => group.length));
  const line = (title: string, own: string, cells: readonly string[]): string =>
    title.padEnd(width) + own.padStart(8) + cells.map((cell) => cell.padStart(CELL)).join('');
  const rows = groups.map((group) =>
    line(
      group,
      milliseconds(median(ours[group]!)),
      Object.values(peers).map((times) => (times[group] ? against(median(ours[group]!), median(times[group])) : '')),
    ),
  );
  const sums = Object.values(peers).map((times) => {
    const common = groups.filter((group) => times[group]);
    const sum = (of: Times): number => common.reduce((total, group) => total + median(of[group]!), 0);
    return against(sum(ours), sum(times));
  });
  return [line('', 'ours', Object.keys(peers)), ...rows, line('those in common', '', sums)].join('\n');
}

function against(own: number, other: number): string {
  return `${milliseconds(other)} (${(own / other).toFixed(2)})`;
}

function milliseconds(seconds: number): string {
  return (seconds * 1_000).toFixed(0);
}
