import { StatementType } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDbEngine } from '../lakehouse/delta/duckdb-engine.ts';
import type { DuckDbEngineOptions } from '../lakehouse/delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import { duckDbRefusal } from './duckdb-refusal.ts';
import { columnTypeOf, queryCellOf } from './duckdb-values.ts';
import { openViews, withLakeViews } from './lake-views.ts';
import { DEFAULT_ROW_LIMIT } from './port.ts';
import type { QueryEngine, QueryOptions, QueryResult } from './port.ts';
import { queryDeadline } from './query-deadline.ts';
import type { QueryDeadline } from './query-deadline.ts';
import { QueryRefused } from './query-error.ts';
import { refuseWrites } from './read-only.ts';
import { renderSql } from './sql-parameters.ts';

/** A query is told to stop again until it does: one told between its preparation and its start does not hear it. */
const INTERRUPT_EVERY_MS = 50;

/**
 * Queries on a lake by DuckDB. Each runs in a DuckDB of its own, in memory, that can read the files of the tables it
 * names and nothing else on the machine.
 *
 * @param settings `memoryLimit` is 1GB unless told.
 */
export function duckDbQueryEngine(lake: Lakehouse, settings: DuckDbEngineOptions = {}): QueryEngine {
  return {
    async run(sql, options = {}) {
      refuseWrites(sql);
      const rendered = renderSql(sql, options.parameters);
      const deadline = queryDeadline(options);
      return withLakeViews(lake, rendered.text, (views) =>
        lake.engine.withFolder(async (temporaryDirectory) => {
          const engine = new DuckDbEngine({ memoryLimit: '1GB', ...settings, temporaryDirectory });
          try {
            return await engine.withConnection(async (connection) => {
              await openViews(connection, views);
              deadline.check();
              return await answer(connection, rendered.text, options, deadline);
            });
          } catch (error) {
            deadline.check();
            throw duckDbRefusal(error, sql, rendered);
          } finally {
            await engine.close();
          }
        }),
      );
    },
  };
}

async function answer(
  connection: DuckDBConnection,
  sql: string,
  { rowLimit = DEFAULT_ROW_LIMIT }: QueryOptions,
  { signal }: QueryDeadline,
): Promise<QueryResult> {
  let stopping: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    stopping = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    await refuseOtherStatements(connection, sql);
    const reader = await connection.streamAndReadUntil(sql, rowLimit + 1);
    const rows = reader.getRows();
    return {
      columns: reader
        .deduplicatedColumnNames()
        .map((name, index) => ({ name, type: columnTypeOf(reader.columnType(index)) })),
      rows: rows.slice(0, rowLimit).map((row) => row.map(queryCellOf)),
      truncated: rows.length > rowLimit,
    };
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(stopping);
  }
}

async function refuseOtherStatements(connection: DuckDBConnection, sql: string): Promise<void> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new QueryRefused(`the query has ${statements.count} statements, and must be a single one`);
  }
  const prepared = await statements.prepare(0);
  const { statementType } = prepared;
  prepared.destroySync();
  if (statementType === StatementType.SELECT || statementType === StatementType.EXPLAIN) return;
  throw new QueryRefused(`${StatementType[statementType]} is refused: a query only reads`);
}
