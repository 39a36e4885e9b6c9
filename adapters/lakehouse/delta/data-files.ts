import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObjectStore } from '../../object-store/port.ts';
import type { AddFile, PartitionValues } from './actions.ts';
import { DeltaError } from './delta-error.ts';
import { literal, quoted } from './duckdb-engine.ts';
import { logPath, partitionFolder, partitionText } from './partition-values.ts';
import type { PartitionValue } from './partition-values.ts';
import { sqlType } from './schema.ts';
import type { Column } from './schema.ts';
import { statisticsOf } from './statistics.ts';
import { cellOf } from './rows.ts';

/** Tag of a file with the SHA-256 of its bytes: the same rows written again are known by it. */
export const CONTENT_TAG = 'minutehand.sha256';

/** What a data file is written from. */
export interface FileSource {
  readonly connection: DuckDBConnection;
  /** A relation in SQL with the table's columns, rows in the order that the file shall have. */
  readonly relation: string;
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
  /** Where the files are written. */
  readonly folder: string;
}

/** A data file that is not in the store yet: on this machine's disk, as a month of trades is more than memory should hold. */
export interface PreparedFile {
  /** Its path below the table. */
  readonly path: string;
  /** Where it is until then. */
  readonly file: string;
  readonly add: AddFile;
}

/** One Parquet file for each partition that the rows are in, ordered by partition. @throws DeltaError for an empty value where none may be. */
export async function prepareFiles(source: FileSource, dataChange: boolean): Promise<PreparedFile[]> {
  const files: PreparedFile[] = [];
  for (const values of await partitionsOf(source)) files.push(await prepareFile(source, values, dataChange));
  return files;
}

async function partitionsOf({ connection, relation, partitionColumns }: FileSource): Promise<PartitionValues[]> {
  if (partitionColumns.length === 0) {
    const rows = (await connection.runAndReadAll(`SELECT 1 FROM ${relation} LIMIT 1`)).getRows();
    return rows.map(() => ({}));
  }
  const names = partitionColumns.map(quoted).join(', ');
  const rows = await connection.runAndReadAll(`SELECT DISTINCT ${names} FROM ${relation} ORDER BY ${names}`);
  return rows
    .getRows()
    .map((row) =>
      Object.fromEntries(
        partitionColumns.map((name, index) => [
          name,
          partitionText(name, cellOf(row[index] ?? null) as PartitionValue),
        ]),
      ),
    );
}

async function prepareFile(source: FileSource, values: PartitionValues, dataChange: boolean): Promise<PreparedFile> {
  const { connection, relation, columns, partitionColumns, folder } = source;
  const stored = columns.filter(({ name }) => !partitionColumns.includes(name));
  const inPartition = partitionColumns.map((name) => partitionCondition(columns, name, values[name] ?? null));
  const where = inPartition.length === 0 ? '' : ` WHERE ${inPartition.join(' AND ')}`;
  const rows = `(SELECT ${stored.map(({ name }) => quoted(name)).join(', ')} FROM ${relation}${where})`;
  const statistics = await statisticsOf(connection, rows, stored);
  const file = path.join(folder, `${randomUUID()}.parquet`);
  await connection.run(`COPY ${rows} TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`);
  const bytes = await readFile(file);
  const name = `${partitionFolder(partitionColumns, values)}part-00000-${randomUUID()}.c000.zstd.parquet`;
  const add: AddFile = {
    path: logPath(name),
    partitionValues: values,
    size: bytes.length,
    modificationTime: Date.now(),
    dataChange,
    stats: statistics.json,
    tags: { [CONTENT_TAG]: createHash('sha256').update(bytes).digest('hex') },
  };
  return { path: name, file, add };
}

function partitionCondition(columns: readonly Column[], name: string, value: string | null): string {
  const column = columns.find((candidate) => candidate.name === name);
  if (value === null) {
    // A column that must have a value fails here as one inside a file does.
    if (column?.nullable === false) throw new DeltaError(`the partition column ${name} must have a value in every row`);
    return `${quoted(name)} IS NULL`;
  }
  // Not the column as text: DuckDB could then not skip what lies in other partitions.
  return `${quoted(name)} = ${literal(value)}::${column ? sqlType(column.type) : 'VARCHAR'}`;
}

/** Puts prepared files into the store, one after the other; until a commit names them no reader sees them. */
export async function putFiles(store: ObjectStore, table: string, files: readonly PreparedFile[]): Promise<void> {
  for (const file of files) await store.put(`${table}/${file.path}`, await readFile(file.file));
}
