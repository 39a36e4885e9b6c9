import type { AddFile } from './actions.ts';
import { commitChange } from './commit-change.ts';
import { prepareFiles, putFiles } from './data-files.ts';
import type { PreparedFile } from './data-files.ts';
import { DeltaError } from './delta-error.ts';
import { quoted } from './duckdb-engine.ts';
import { partitionMatcher } from './partition-values.ts';
import type { PartitionFilter } from './partition-values.ts';
import { removalOf } from './replace-where.ts';
import { withScan } from './scan.ts';
import type { Snapshot } from './snapshot.ts';
import { rowsPromised } from './statistics.ts';
import type { TableContext } from './table-context.ts';

export interface CompactOptions {
  /** Only these partitions; all by default. */
  readonly where?: PartitionFilter;
  /** Bytes that a file should have, before compression gains from being together; 64 MiB by default. */
  readonly targetBytes?: number;
  /** Columns by which the rows of a new file are sorted; else the files' rows follow each other. */
  readonly orderBy?: readonly string[];
}

const DEFAULT_TARGET = 64 * 1024 * 1024;

/** What a compaction would do, or did. */
export interface Compaction {
  readonly filesRemoved: number;
  readonly filesAdded: number;
  /** Of the small files. */
  readonly bytes: number;
}

/** What compact would do to this snapshot. */
export function compactionPlan(snapshot: Snapshot, options: CompactOptions): Compaction {
  const groups = smallFileGroups(snapshot, options);
  const files = groups.flat();
  return {
    filesRemoved: files.length,
    filesAdded: groups.length,
    bytes: files.reduce((bytes, { size }) => bytes + size, 0),
  };
}

/**
 * Writes small files of the same partition as one, rows unchanged, in one commit; the snapshot as it was when there is
 * nothing to gain. Allowed for append-only tables too.
 *
 * @throws ConcurrentChange when another writer removed one of the files.
 */
export async function compact(context: TableContext, snapshot: Snapshot, options: CompactOptions): Promise<Snapshot> {
  const groups = smallFileGroups(snapshot, options);
  if (groups.length === 0) return snapshot;
  return context.engine.withFolder(async (folder) => {
    const files: PreparedFile[] = [];
    for (const group of groups) files.push(await mergedFile(context, snapshot, { group, folder, ...options }));
    await putFiles(context.store, context.table, files);
    return commitMerged(context, snapshot, groups.flat(), files);
  });
}

function commitMerged(
  context: TableContext,
  snapshot: Snapshot,
  old: readonly AddFile[],
  files: readonly PreparedFile[],
): Promise<Snapshot> {
  return commitChange(context, snapshot, {
    operation: 'OPTIMIZE',
    parameters: { filesRemoved: String(old.length), filesAdded: String(files.length) },
    actions: [
      ...old.map((file) => ({ remove: removalOf(file, false, Date.now()) })),
      ...files.map(({ add }) => ({ add })),
    ],
    readSet: { removes: new Set(old.map((file) => file.path)) },
  });
}

/** Files that are to become one: of one partition, each smaller than the target, together not much larger. */
function smallFileGroups(
  snapshot: Snapshot,
  { where = {}, targetBytes = DEFAULT_TARGET }: CompactOptions,
): AddFile[][] {
  const matches = partitionMatcher(where, snapshot.metaData.partitionColumns);
  const open = new Map<string, AddFile[]>();
  const groups: AddFile[][] = [];
  for (const file of snapshot.files.values()) {
    if (file.size >= targetBytes || !matches(file.partitionValues)) continue;
    const partition = JSON.stringify(
      snapshot.metaData.partitionColumns.map((name) => file.partitionValues[name] ?? null),
    );
    const group = [...(open.get(partition) ?? []), file];
    const full = group.reduce((bytes, { size }) => bytes + size, 0) >= targetBytes;
    if (full) groups.push(group);
    open.set(partition, full ? [] : group);
  }
  return [...groups, ...open.values()].filter((group) => group.length > 1);
}

async function mergedFile(
  context: TableContext,
  snapshot: Snapshot,
  { group, folder, orderBy = [] }: CompactOptions & { readonly group: readonly AddFile[]; readonly folder: string },
): Promise<PreparedFile> {
  const { columns, metaData } = snapshot;
  const { store, table, engine } = context;
  const { partitionColumns } = metaData;
  const scan = { store, table, engine, columns, partitionColumns, files: group };
  return withScan(scan, 'small_files', async (connection) => {
    const order = orderBy.length === 0 ? '' : ` ORDER BY ${orderBy.map(quoted).join(', ')}`;
    await connection.run(`CREATE TEMP TABLE merged AS SELECT * FROM small_files${order}`);
    const source = { connection, relation: 'merged', columns, partitionColumns, folder };
    const prepared = await prepareFiles(source, false);
    const [file] = prepared;
    if (!file || prepared.length > 1)
      throw new DeltaError(`${group.length} files of ${table} became ${prepared.length}`);
    checkRows(table, group, file);
    return file;
  });
}

/** A compaction that loses or doubles a row must not be committed. */
function checkRows(table: string, group: readonly AddFile[], file: PreparedFile): void {
  const counts = group.map(({ stats }) => rowsPromised(stats));
  if (counts.includes(undefined)) return;
  const before = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const after = rowsPromised(file.add.stats);
  if (before !== after) throw new DeltaError(`${before} rows of ${table} would become ${after} in a compaction`);
}
