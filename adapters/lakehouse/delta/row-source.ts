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

/**
 * Runs with the Parquet files of new rows, not in the store yet; they are gone after.
 * @throws DeltaError when the rows don't fit the table.
 */
export function withFilesOfRows<T>(
  rows: RowSource,
  snapshot: Snapshot,
  engine: DuckDbEngine,
  use: (files: readonly PreparedFile[]) => Promise<T>,
): Promise<T> {
  const { columns, metaData } = snapshot;
  return engine.withFolder(async (folder) => {
    const prepare = async (connection: DuckDBConnection, load: (table: string) => Promise<void>) => {
      const table = `rows_${randomUUID().replaceAll('-', '')}`;
      try {
        await load(table);
        const { partitionColumns } = metaData;
        return await prepareFiles({ connection, relation: quoted(table), columns, partitionColumns, folder }, true);
      } finally {
        await connection.run(`DROP TABLE IF EXISTS ${quoted(table)}`);
      }
    };
    const files = isQuery(rows)
      ? await prepare(rows.connection, (table) => loadQuery(rows, table, columns))
      : await engine.withConnection((connection) =>
          prepare(connection, (table) => loadRows(connection, table, columns, rows)),
        );
    return use(files);
  });
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
