import type { Snapshot } from './delta/snapshot.ts';
import { rowsPromised } from './delta/statistics.ts';

/** A table at a glance, from its log alone. */
export interface TableState {
  readonly name: string;
  readonly version: number;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  /** First and last UTC day that it has rows of; absent when it is not divided by date, or empty. */
  readonly firstDate?: string;
  readonly lastDate?: string;
}

/** From the statistics of its files; rows of files without any are not counted. */
export function tableState(name: string, { version, files }: Snapshot): TableState {
  let [rows, bytes] = [0, 0];
  const dates: string[] = [];
  for (const { stats, size, partitionValues } of files.values()) {
    rows += rowsPromised(stats) ?? 0;
    bytes += size;
    const date = partitionValues['date'];
    if (typeof date === 'string') dates.push(date);
  }
  dates.sort();
  const [firstDate, lastDate] = [dates[0], dates.at(-1)];
  return {
    name,
    version,
    rows,
    files: files.size,
    bytes,
    ...(firstDate !== undefined && lastDate !== undefined && { firstDate, lastDate }),
  };
}
