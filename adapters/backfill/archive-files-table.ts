import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import type { Transaction } from '../lakehouse/delta/actions.ts';
import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { ArchiveFile } from '../archive/port.ts';

/** What Delta remembers of a file's loading: rows of this application and version are in the table, or are not. */
export interface LoadTransaction {
  readonly appId: string;
  readonly version: number;
}

/** The newest load of a file. */
export interface LoadedFile {
  readonly sha256: string;
  readonly version: number;
  /** Our clock, epoch ms. */
  readonly time: number;
}

/**
 * How loading a file stays idempotent. The loads of a file are counted: 0 is the first, and another checksum than that of
 * the newest load makes the next one. Both commits, the rows and then the row in `bronze/archive_files`, carry the
 * transaction `archive/FILE/SHA-256` with that count as its version. A crash between the two is mended by the next run: the
 * count is still the same, so the rows are not added again and the row of the file is.
 */
export function loadTransaction(file: string, sha256: string, before: LoadedFile | undefined): LoadTransaction {
  return { appId: `${prefixOf(file)}${sha256}`, version: (before?.version ?? -1) + 1 };
}

/** The newest load of the file; undefined when it was never loaded to its end. */
export async function newestLoad(lake: Lakehouse, { name }: ArchiveFile): Promise<LoadedFile | undefined> {
  const table = await lake.existing('bronze/archive_files');
  const transactions = (await table?.snapshot())?.transactions ?? new Map<string, Transaction>();
  const prefix = prefixOf(name);
  let newest: LoadedFile | undefined;
  for (const [appId, { version, lastUpdated = 0 }] of transactions) {
    if (!appId.startsWith(prefix) || version <= (newest?.version ?? -1)) continue;
    newest = { sha256: appId.slice(prefix.length), version, time: lastUpdated };
  }
  return newest;
}

/** Rows and bytes of the newest load, from the table. @throws Error when the table has no row of it. */
export async function sizeOfLoad(lake: Lakehouse, file: string): Promise<{ rows: number; bytes: number }> {
  const table = await lake.table('bronze/archive_files');
  return table.withView('files', async (connection) => {
    const newest = `SELECT rows, bytes FROM files WHERE file = ${literal(file)} ORDER BY loaded_time DESC LIMIT 1`;
    const [row] = (await connection.runAndReadAll(newest)).getRows();
    if (!row) throw new Error(`bronze/archive_files has a transaction of ${file} and no row`);
    return { rows: Number(row[0]), bytes: Number(row[1]) };
  });
}

function prefixOf(file: string): string {
  return `archive/${file}/`;
}
