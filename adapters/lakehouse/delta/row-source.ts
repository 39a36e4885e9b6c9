import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DeltaError } from './delta-error.ts';
import { prepareFiles } from './data-files.ts';
import type { PreparedFile } from './data-files.ts';
import { quoted } from './duckdb-engine.ts';
import type { DuckDbEngine } from './duckdb-engine.ts';
import { loadRows } from './rows.ts';
import type { ColumnData } from './rows.ts';
import { sqlType } from './schema.ts';
import type { Column } from './schema.ts';
import type { Snapshot } from './snapshot.ts';

/** Rows as the answer of a SELECT, on the connection that knows its views; columns are matched by name. */
export interface QuerySource {
  readonly connection: DuckDBConnection;
  readonly select: string;
}

export type RowSource = ColumnData | QuerySource;

/** The Parquet files of new rows, not in the store yet. @throws DeltaError when the rows don't fit the table. */
export function filesOfRows(rows: RowSource, snapshot: Snapshot, engine: DuckDbEngine): Promise<PreparedFile[]> {
  const { columns, metaData } = snapshot;
  const prepare = async (connection: DuckDBConnection, load: (table: string) => Promise<void>) => {
    const table = `rows_${randomUUID().replaceAll('-', '')}`;
    try {
      await load(table);
      const { partitionColumns } = metaData;
      const source = { connection, relation: quoted(table), columns, partitionColumns };
      return await engine.withFolder((folder) => prepareFiles({ ...source, folder }, true));
    } finally {
      await connection.run(`DROP TABLE IF EXISTS ${quoted(table)}`);
    }
  };
  if (isQuery(rows)) return prepare(rows.connection, (table) => loadQuery(rows, table, columns));
  return engine.withConnection((connection) =>
    prepare(connection, (table) => loadRows(connection, table, columns, rows)),
  );
}

function isQuery(rows: RowSource): rows is QuerySource {
  return typeof rows['select'] === 'string';
}

async function loadQuery(
  { connection, select }: QuerySource,
  table: string,
  columns: readonly Column[],
): Promise<void> {
  const described = (await connection.runAndReadAll(`DESCRIBE ${select}`)).getRows().map((row) => String(row[0]));
  const unknown = described.filter((name) => !columns.some((column) => column.name === name));
  if (unknown.length > 0) throw new DeltaError(`the query has columns that the table has not: ${unknown.join(', ')}`);
  const selected = columns.map(({ name, type }) => {
    const value = described.includes(name) ? quoted(name) : 'NULL';
    return `CAST(${value} AS ${sqlType(type)}) AS ${quoted(name)}`;
  });
  await connection.run(`CREATE TEMP TABLE ${quoted(table)} AS SELECT ${selected.join(', ')} FROM (${select})`);
}
