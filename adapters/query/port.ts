import type { CellValue } from '../lakehouse/delta/rows.ts';
import type { ColumnType } from '../lakehouse/delta/schema.ts';

export interface QueryColumn {
  readonly name: string;
  /** The lakehouse's own name of the type; what it has no name for comes as text, `string`. */
  readonly type: ColumnType;
}

/** The answer of a query. Values as in rows.ts: instants are epoch milliseconds, decimals and dates their text. */
export interface QueryResult {
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly (readonly CellValue[])[];
  /** Whether there were more rows than the limit. */
  readonly truncated: boolean;
}

/** Values by parameter as a person writes them, e.g. `{ from: '2022-01-01' }`. */
export type ParameterValues = Readonly<Record<string, string>>;

export interface QueryOptions {
  readonly parameters?: ParameterValues;
  /** At most this many rows; 10,000 unless told. */
  readonly rowLimit?: number;
  /** Milliseconds of wall time; five minutes unless told. */
  readonly timeoutMs?: number;
  /** Aborted when nobody waits for the answer any more: the query is stopped. */
  readonly signal?: AbortSignal;
}

/** Runs SQL that reads, on whatever engine the lakehouse is read with. */
export interface QueryEngine {
  /**
   * @param sql one statement that reads; its parameters are declared in its header, see sql-header.ts.
   * @throws QueryRefused when the statement or a parameter can't be right; QueryFailed when it could not be carried out.
   */
  run(sql: string, options?: QueryOptions): Promise<QueryResult>;
}

export const DEFAULT_ROW_LIMIT = 10_000;
export const DEFAULT_TIMEOUT_MS = 300_000;
