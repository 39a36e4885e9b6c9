import { listAll } from '../../object-store/list-all.ts';
import { DeltaError } from './delta-error.ts';
import { pathBelowTable } from './partition-values.ts';
import { checkWritable } from './protocol.ts';
import { retentionMs } from './retention.ts';
import type { Snapshot } from './snapshot.ts';
import type { TableContext } from './table-context.ts';

export interface VacuumOptions {
  /**
   * How long a file that left the table is kept, ms; the table's own setting (a week) by default. Less is refused unless
   * `evenIfRead` is true: readers of older versions, and writers that have not committed yet, would lose their files.
   */
  readonly retentionMs?: number;
  readonly evenIfRead?: boolean;
  /** Only say what would go. */
  readonly dryRun?: boolean;
  /** Epoch ms; the clock's by default. */
  readonly now?: number;
}

export interface VacuumResult {
  /** Keys of what went, or would go. */
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Deletes what the table no longer needs: files that left it, and those of writers that were killed, older than the retention. */
export async function vacuum(context: TableContext, snapshot: Snapshot, options: VacuumOptions): Promise<VacuumResult> {
  const { store, table } = context;
  checkWritable(snapshot, table);
  const configured = retentionMs(snapshot.metaData.configuration);
  const retention = options.retentionMs ?? configured;
  if (retention < configured && options.evenIfRead !== true) {
    throw new DeltaError(
      `${table} keeps removed files for ${configured} ms; ${retention} ms would take files from its readers`,
    );
  }
  const before = (options.now ?? Date.now()) - retention;
  const needed = neededKeys(snapshot, table, before);
  const files: string[] = [];
  let bytes = 0;
  for await (const { key, size, modified } of listAll(store, `${table}/`)) {
    if (isHidden(key.slice(table.length + 1)) || needed.has(key) || modified > before) continue;
    files.push(key);
    bytes += size;
  }
  if (options.dryRun !== true) for (const key of files) await store.delete(key);
  return { files, bytes };
}

function neededKeys(snapshot: Snapshot, table: string, before: number): Set<string> {
  const paths = [...snapshot.files.keys()];
  for (const { path, deletionTimestamp } of snapshot.removed.values()) {
    if ((deletionTimestamp ?? 0) > before) paths.push(path);
  }
  return new Set(paths.map((path) => `${table}/${pathBelowTable(path)}`));
}

/** The log, and what others keep under names that Delta's tools leave alone. A partition's folder may begin so. */
function isHidden(path: string): boolean {
  return path.split('/').some((part) => /^[_.]/.test(part) && !part.includes('='));
}
