/** Nearest-rank percentile of values in any order; `share` in (0, 1]. NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

/** Named samples in milliseconds. */
export type Samples = readonly (readonly [name: string, values: readonly number[]])[];

const COLUMNS: readonly (readonly [heading: string, of: (values: readonly number[]) => string])[] = [
  ['p50', (values) => percentile(values, 0.5).toFixed(1)],
  ['p95', (values) => percentile(values, 0.95).toFixed(1)],
  ['p99', (values) => percentile(values, 0.99).toFixed(1)],
  ['most', (values) => percentile(values, 1).toFixed(1)],
  ['n', (values) => String(values.length)],
];
const CELL = 8;

/** A table of p50, p95, p99, the greatest and the count, one line a sample. */
export function table(samples: Samples): string {
  const width = Math.max(...samples.map(([name]) => name.length));
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(width) + cells.map((cell) => cell.padStart(CELL)).join('');
  return [
    row(
      '',
      COLUMNS.map(([heading]) => heading),
    ),
    ...samples.map(([name, values]) =>
      row(
        name,
        COLUMNS.map(([, of]) => of(values)),
      ),
    ),
  ].join('\n');
}
