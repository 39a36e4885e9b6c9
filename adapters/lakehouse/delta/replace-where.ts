import type { AddFile, RemoveFile } from './actions.ts';
import { commitChange } from './commit-change.ts';
import { CONTENT_TAG, putFiles } from './data-files.ts';
import type { PreparedFile } from './data-files.ts';
import { DeltaError } from './delta-error.ts';
import { partitionMatcher } from './partition-values.ts';
import type { PartitionFilter } from './partition-values.ts';
import { withFilesOfRows } from './row-source.ts';
import type { RowSource } from './row-source.ts';
import type { Snapshot } from './snapshot.ts';
import type { TableContext } from './table-context.ts';

/**
 * Puts rows in the place of all those in the partitions that `filter` names, in one commit. When the files would be the
 * same, byte for byte, nothing is written and the snapshot comes back as it was.
 *
 * @throws DeltaError for a row outside those partitions; ConcurrentChange when another writer changed one of them.
 */
export function replaceWhere(
  context: TableContext,
  snapshot: Snapshot,
  filter: PartitionFilter,
  rows: RowSource,
): Promise<Snapshot> {
  return withFilesOfRows(rows, snapshot, context.engine, (files) => replaceByFiles(context, snapshot, filter, files));
}

async function replaceByFiles(
  context: TableContext,
  snapshot: Snapshot,
  filter: PartitionFilter,
  files: readonly PreparedFile[],
): Promise<Snapshot> {
  const matches = partitionMatcher(filter, snapshot.metaData.partitionColumns);
  const stray = files.find((file) => !matches(file.add.partitionValues));
  if (stray) {
    const where = JSON.stringify(stray.add.partitionValues);
    throw new DeltaError(
      `there are rows in partition ${where} of ${context.table}, which is not among those to replace`,
    );
  }
  const old = [...snapshot.files.values()].filter((file) => matches(file.partitionValues));
  if (contents(old) === contents(files.map((file) => file.add))) return snapshot;
  await putFiles(context.store, context.table, files);
  return commitChange(context, snapshot, {
    operation: 'WRITE',
    parameters: { mode: 'Overwrite', predicate: JSON.stringify(filter, asText) },
    actions: [
      ...old.map((file) => ({ remove: removalOf(file, true, Date.now()) })),
      ...files.map(({ add }) => ({ add })),
    ],
    readSet: { partitions: matches, removes: new Set(old.map((file) => file.path)) },
  });
}

/** What the log says when a file leaves the table. */
export function removalOf(file: AddFile, dataChange: boolean, now: number): RemoveFile {
  const { path, partitionValues, size } = file;
  return { path, deletionTimestamp: now, dataChange, extendedFileMetadata: true, partitionValues, size };
}

/** Equal for the same contents of the same partitions; a file without its hash is like no other. */
function contents(files: readonly AddFile[]): string {
  const known = files.map(({ path, partitionValues, tags }) => [
    Object.entries(partitionValues).sort(),
    tags?.[CONTENT_TAG] ?? path,
  ]);
  return known
    .map((one) => JSON.stringify(one))
    .sort()
    .join('\n');
}

function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
