import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, quoted } from '../lakehouse/delta/duckdb-engine.ts';
import { withLocalFiles } from '../lakehouse/delta/local-files.ts';
import { pathBelowTable } from '../lakehouse/delta/partition-values.ts';
import { scanSql } from '../lakehouse/delta/scan.ts';
import { sqlType } from '../lakehouse/delta/schema.ts';
import type { Column } from '../lakehouse/delta/schema.ts';
import type { Snapshot } from '../lakehouse/delta/snapshot.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import { LAKE_TABLE_NAMES, LAKE_TABLES } from '../lakehouse/tables/all-tables.ts';
import type { LakeTable } from '../lakehouse/tables/all-tables.ts';

/** The tables of a lake as views, and the files that those views read. */
export interface LakeViews {
  /** CREATE statements. */
  readonly statements: readonly string[];
  readonly files: readonly string[];
}

/**
 * Runs with the views of a lake: `silver.bars_1m` is the table `silver/bars_1m` as it is now. Files are opened, and
 * fetched from a bucket, for those tables only whose name stands in the statement; the views of the others are there to
 * be listed and described, and fail when they are read after all.
 */
export async function withLakeViews<T>(
  lake: Lakehouse,
  sql: string,
  use: (views: LakeViews) => Promise<T>,
): Promise<T> {
  const tables = await Promise.all(LAKE_TABLE_NAMES.map((name) => openForQuery(lake, name, sql)));
  const named = tables.filter((table) => table !== undefined);
  const keys = named.map(({ name, snapshot }) =>
    [...(snapshot?.files.values() ?? [])].map((file) => `${name}/${pathBelowTable(file.path)}`),
  );
  return withLocalFiles(lake.store, keys.flat(), lake.engine, (files) => {
    let from = 0;
    const views = named.map(({ name, snapshot }, index) => {
      const own = files.slice(from, (from += keys[index]?.length ?? 0));
      return `CREATE VIEW ${viewName(name)} AS ${snapshot ? rowsOf(snapshot, own) : unreadable(name)}`;
    });
    const schemas = new Set(named.map(({ name }) => schemaOf(name)));
    return use({ statements: [...[...schemas].map((schema) => `CREATE SCHEMA ${quoted(schema)}`), ...views], files });
  });
}

interface QueriedTable {
  readonly name: LakeTable;
  /** Absent when the statement does not name it. */
  readonly snapshot?: Snapshot;
}

async function openForQuery(lake: Lakehouse, name: LakeTable, sql: string): Promise<QueriedTable | undefined> {
  const table = await lake.existing(name);
  if (!table) return undefined;
  const isNamed = sql.toLowerCase().includes(name.slice(name.indexOf('/') + 1));
  return isNamed ? { name, snapshot: await table.snapshot() } : { name };
}

function rowsOf({ columns, metaData, files }: Snapshot, local: readonly string[]): string {
  const { partitionColumns } = metaData;
  return scanSql({ columns, partitionColumns, files: [...files.values()] }, local);
}

function unreadable(name: LakeTable): string {
  const columns: readonly Column[] = LAKE_TABLES[name].columns;
  const empty = columns.map((column) => `NULL::${sqlType(column.type)} AS ${quoted(column.name)}`);
  const why = literal(`${name.replace('/', '.')} must be named in the statement itself`);
  return `SELECT ${empty.join(', ')} WHERE error(${why}) IS NOT NULL`;
}

function viewName(name: LakeTable): string {
  return `${quoted(schemaOf(name))}.${quoted(name.slice(name.indexOf('/') + 1))}`;
}

function schemaOf(name: LakeTable): string {
  return name.slice(0, name.indexOf('/'));
}

/** Makes the views, then shuts everything else: no other file, no network, no extension, and no way to allow them again. */
export async function openViews(connection: DuckDBConnection, { statements, files }: LakeViews): Promise<void> {
  for (const statement of statements) await connection.run(statement);
  await connection.run(`SET allowed_paths = [${files.map(literal).join(', ')}]`);
  for (const setting of [
    'autoinstall_known_extensions = false',
    'autoload_known_extensions = false',
    'enable_external_access = false',
    'errors_as_json = true',
    'lock_configuration = true',
  ]) {
    await connection.run(`SET ${setting}`);
  }
}
