import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObjectStore } from '../../object-store/port.ts';
import type { AddFile } from './actions.ts';
import { literal, quoted } from './duckdb-engine.ts';
import type { DuckDbEngine } from './duckdb-engine.ts';
import { withLocalFiles } from './local-files.ts';
import { pathBelowTable } from './partition-values.ts';
import { sqlType } from './schema.ts';
import type { Column } from './schema.ts';

export interface Scan {
  readonly store: ObjectStore;
  readonly table: string;
  readonly engine: DuckDbEngine;
  readonly columns: readonly Column[];
  readonly partitionColumns: readonly string[];
  readonly files: readonly AddFile[];
}

/** Column by which a row knows the file it came from. */
const FILE = '__file';

/** Runs with a view of the files' rows, with the table's columns and types, on `shared` or a connection of its own. */
export function withScan<T>(
  scan: Scan,
  view: string,
  use: (connection: DuckDBConnection) => Promise<T>,
  shared?: DuckDBConnection,
): Promise<T> {
  const keys = scan.files.map((file) => `${scan.table}/${pathBelowTable(file.path)}`);
  const run = async (connection: DuckDBConnection, files: readonly string[]): Promise<T> => {
    await connection.run(`CREATE TEMP VIEW ${quoted(view)} AS ${scanSql(scan, files)}`);
    try {
      return await use(connection);
    } finally {
      await connection.run(`DROP VIEW ${quoted(view)}`);
    }
  };
  return withLocalFiles(scan.store, keys, scan.engine, (files) =>
    shared ? run(shared, files) : scan.engine.withConnection((connection) => run(connection, files)),
  );
}

/** The files' rows as a SELECT, with the table's columns and types; `files` are on this machine, in the order of the scan's. */
export function scanSql(
  { columns, partitionColumns, files: adds }: Pick<Scan, 'columns' | 'partitionColumns' | 'files'>,
  files: readonly string[],
): string {
  const stored = columns.filter(({ name }) => !partitionColumns.includes(name));
  const nothing = stored.map(({ name, type }) => `NULL::${sqlType(type)} AS ${quoted(name)}`);
  const empty = `SELECT ${[...nothing, `NULL::VARCHAR AS ${FILE}`].join(', ')} WHERE false`;
  if (files.length === 0) {
    const all = columns.map(({ name, type }) => `NULL::${sqlType(type)} AS ${quoted(name)}`);
    return `SELECT ${all.join(', ')} WHERE false`;
  }
  const list = files.map(literal).join(', ');
  // The empty relation first: columns that came later than a file are empty in it.
  const rows = `(${empty} UNION ALL BY NAME
    SELECT * FROM read_parquet([${list}], union_by_name = true, filename = '${FILE}', hive_partitioning = false)) r`;
  const selected = columns.map(({ name, type }) => {
    const from = partitionColumns.includes(name) ? 'p' : 'r';
    return `CAST(${from}.${quoted(name)} AS ${sqlType(type)}) AS ${quoted(name)}`;
  });
  if (partitionColumns.length === 0) return `SELECT ${selected.join(', ')} FROM ${rows}`;
  const partitions = adds.map((add, index) => {
    const values = partitionColumns.map((name) => sqlValue(add.partitionValues[name] ?? null));
    return `(${[literal(files[index] ?? ''), ...values].join(', ')})`;
  });
  const names = [FILE, ...partitionColumns].map(quoted).join(', ');
  return `SELECT ${selected.join(', ')} FROM ${rows}
    JOIN (VALUES ${partitions.join(', ')}) p(${names}) ON r.${FILE} = p.${FILE}`;
}

function sqlValue(value: string | null): string {
  return value === null || value === '' ? 'NULL::VARCHAR' : literal(value);
}
