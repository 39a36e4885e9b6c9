import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDbEngine } from '../../../../adapters/lakehouse/delta/duckdb-engine.ts';
import type { TablePlace } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import type { TableDefinition } from '../../../../adapters/lakehouse/delta/table-definition.ts';
import { FolderStore } from '../../../../adapters/object-store/folder-store.ts';

/** A lake in a temporary folder, with a DuckDB of its own. */
export interface Lake {
  readonly root: string;
  readonly store: FolderStore;
  readonly engine: DuckDbEngine;
  place(table: string): TablePlace;
  close(): Promise<void>;
}

export async function makeLake(): Promise<Lake> {
  const root = await mkdtemp(path.join(tmpdir(), 'minutehand-lake-test-'));
  const store = new FolderStore(root);
  const engine = new DuckDbEngine({ memoryLimit: '512MB', threads: 2 });
  return {
    root,
    store,
    engine,
    place: (table) => ({
      store,
      table,
      engine,
      warn: (sentence) => {
        throw new Error(sentence);
      },
    }),
    async close() {
      await engine.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** One column of each kind that the lakehouse uses, divided by date. */
export const BARS: TableDefinition = {
  columns: [
    { name: 'date', type: 'date', nullable: false },
    { name: 'openTime', type: 'timestamp', nullable: false },
    { name: 'close', type: 'decimal(18,8)' },
    { name: 'volume', type: 'double' },
    { name: 'trades', type: 'long' },
    { name: 'note', type: 'string' },
    { name: 'final', type: 'boolean' },
  ],
  partitionColumns: ['date'],
};

/** `count` minutes of a day, e.g. `2024-01-01`. */
export function minutesOf(date: string, count: number, volume = 1) {
  const start = Date.parse(`${date}T00:00:00Z`);
  const minutes = Array.from({ length: count }, (_, i) => i);
  return {
    date: minutes.map(() => date),
    openTime: minutes.map((i) => start + i * 60_000),
    close: minutes.map((i) => `${42_000 + i}.10000001`),
    volume: Float64Array.from(minutes, (i) => volume + i / 3),
    trades: minutes.map((i) => 9_007_199_254_740_993n + BigInt(i)),
    note: minutes.map((i) => (i % 2 === 0 ? null : `minute ${i}`)),
    final: minutes.map((i) => i % 3 === 0),
  };
}
