import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { DeltaError } from './delta-error.ts';
import { quoted } from './duckdb-engine.ts';
import { decimalOf } from './schema.ts';
import type { Column } from './schema.ts';

/** As Delta's own default (`delta.dataSkippingNumIndexedCols`): the log stays small. */
const COLUMNS_WITH_STATISTICS = 32;
/** A longer text would have to be cut, its maximum upwards: it goes without. */
const LONGEST_TEXT = 32;

/** A file's rows, and what the log says about them. */
export interface FileStatistics {
  readonly rows: number;
  /** The `stats` of an add action. */
  readonly json: string;
}

/**
 * Counts, minima, maxima and empty values of `relation` (SQL), by column; booleans and bytes have no minima. Numbers are
 * exact: a long is written with all its digits.
 *
 * @throws DeltaError for an empty value in a column that has none.
 */
export async function statisticsOf(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly Column[],
): Promise<FileStatistics> {
  const wanted = columns.flatMap(({ name }) => {
    const column = quoted(name);
    return [`count(${column})`];
  });
  const ordered = columns.slice(0, COLUMNS_WITH_STATISTICS).filter(hasOrder);
  const bounds = ordered.flatMap((column) => boundExpressions(column));
  const sql = `SELECT count(*), ${[...wanted, ...bounds].join(', ')} FROM ${relation}`;
  const row = (await connection.runAndReadAll(sql)).getRows()[0] ?? [];
  const rows = Number(row[0]);
  const nullCounts = columns.map((column, index) => [column, rows - Number(row[1 + index])] as const);
  for (const [column, count] of nullCounts) {
    if (column.nullable === false && count > 0) {
      throw new DeltaError(`column ${column.name} must have a value in every row, and ${count} of ${rows} have none`);
    }
  }
  const minima: string[] = [];
  const maxima: string[] = [];
  ordered.forEach((column, index) => {
    const at = 1 + columns.length + 2 * index;
    pushBound(minima, column, row[at]);
    pushBound(maxima, column, row[at + 1]);
  });
  const nulls = nullCounts
    .slice(0, COLUMNS_WITH_STATISTICS)
    .map(([column, count]) => `${JSON.stringify(column.name)}:${count}`);
  const json = `{"numRecords":${rows},"minValues":{${minima.join()}},"maxValues":{${maxima.join()}},"nullCount":{${nulls.join()}}}`;
  return { rows, json };
}

function hasOrder({ type }: Column): boolean {
  return type !== 'boolean' && type !== 'binary';
}

/** Minimum and maximum, each as the JSON wants it but for the quotes. */
function boundExpressions({ name, type }: Column): string[] {
  const column = quoted(name);
  return ['min', 'max'].map((bound) => {
    const value = `${bound}(${column})`;
    if (type === 'timestamp') return `epoch_us(${value})`;
    if (type === 'string') return `CASE WHEN max(length(${column})) <= ${LONGEST_TEXT} THEN ${value} END`;
    return type === 'double' || type === 'float' ? value : `${value}::VARCHAR`;
  });
}

function pushBound(bounds: string[], column: Column, value: DuckDBValue | undefined): void {
  const text = boundText(column, value ?? null);
  if (text !== undefined) bounds.push(`${JSON.stringify(column.name)}:${text}`);
}

function boundText({ type }: Column, value: DuckDBValue): string | undefined {
  if (value === null) return undefined;
  // NaN and the infinities have no JSON, and NaN no order that engines agree on.
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : undefined;
  if (typeof value === 'bigint') return JSON.stringify(instant(value));
  const text = String(value);
  const isNumber = decimalOf(type) !== undefined || ['long', 'integer', 'short', 'byte'].includes(type);
  return isNumber ? text : JSON.stringify(text);
}

/** ISO 8601 of epoch microseconds: three digits of the second where they are all, else six. */
function instant(micros: bigint): string {
  const below = ((micros % 1_000n) + 1_000n) % 1_000n;
  const text = new Date(Number((micros - below) / 1_000n)).toISOString();
  return below === 0n ? text : text.replace('Z', `${String(below).padStart(3, '0')}Z`);
}

/** The rows that a file's statistics promise; undefined when its writer has written none. */
export function rowsPromised(stats: string | undefined): number | undefined {
  if (stats === undefined) return undefined;
  const { numRecords } = JSON.parse(stats) as { numRecords?: number };
  return numRecords;
}
