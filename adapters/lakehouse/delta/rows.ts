import {
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
} from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { DeltaError } from './delta-error.ts';
import { quoted } from './duckdb-engine.ts';
import { decimalOf, sqlType } from './schema.ts';
import { writeNumbers } from './number-vectors.ts';
import type { Column, ColumnType } from './schema.ts';

/**
 * One value. By type: string → string; long → number (a safe integer) or bigint, read as bigint; integer, short, byte,
 * float, double → number; boolean; binary → Uint8Array; date → `YYYY-MM-DD`; timestamp → epoch milliseconds, microseconds
 * as their fraction; decimal → its text, e.g. `0.00100000`.
 */
export type CellValue = string | number | bigint | boolean | Uint8Array | null;

/**
 * Rows by column; every column has the same length. A column that is missing is empty in every row. A Float64Array is the
 * fast way for doubles and timestamps, and NaN is an empty value in it.
 */
export type ColumnData = Readonly<Record<string, ArrayLike<CellValue>>>;

/** DuckDB's own size of a vector. */
const CHUNK = 2048;
const DAY_MS = 86_400_000;

/**
 * Number of rows. @throws DeltaError when the lengths differ or a column is not in the schema.
 */
export function countRows(rows: ColumnData, columns: readonly Column[]): number {
  const names = Object.keys(rows);
  const unknown = names.filter((name) => !columns.some((column) => column.name === name));
  if (unknown.length > 0) {
    throw new DeltaError(
      `no such column: ${unknown.join(', ')}; the table has ${columns.map((c) => c.name).join(', ')}`,
    );
  }
  const lengths = new Set(names.map((name) => rows[name]?.length ?? 0));
  if (lengths.size > 1) {
    const each = names.map((name) => `${name} ${rows[name]?.length}`).join(', ');
    throw new DeltaError(`the columns have different numbers of rows: ${each}`);
  }
  return [...lengths][0] ?? 0;
}

/** Makes a temporary DuckDB table of the rows, in their order. @throws DeltaError for a value that is not of its column's type. */
export async function loadRows(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
  rows: ColumnData,
): Promise<void> {
  const count = countRows(rows, columns);
  const defined = columns.map(({ name, type }) => `${quoted(name)} ${sqlType(type)}`).join(', ');
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${quoted(table)} (${defined})`);
  if (count === 0) return;
  const appender = await connection.createAppender(table);
  const types = columns.map((_, index) => appender.columnType(index));
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(from + CHUNK, count);
    const chunk = DuckDBDataChunk.create(types, to - from);
    columns.forEach((column, index) => {
      const values = rows[column.name];
      const isWritten = values instanceof Float64Array && writeNumbers(chunk.getColumnVector(index), values, from, to);
      if (!isWritten) chunk.setColumnValues(index, cells(column, values, from, to));
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function cells(column: Column, values: ArrayLike<CellValue> | undefined, from: number, to: number): DuckDBValue[] {
  const converted = new Array<DuckDBValue>(to - from).fill(null);
  if (values === undefined) return converted;
  const convert = converterOf(column.type);
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? null;
    if (value === null) continue;
    const result = convert(value);
    if (result === undefined) {
      throw new DeltaError(`${String(value)} in row ${row} can't be a value of column ${column.name} (${column.type})`);
    }
    converted[row - from] = result;
  }
  return converted;
}

type Converter = (value: NonNullable<CellValue>) => DuckDBValue | undefined;

const CONVERTERS: Readonly<Record<string, Converter>> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  binary: (value) => (value instanceof Uint8Array ? new DuckDBBlobValue(value) : undefined),
  double: (value) => (typeof value === 'number' ? value : undefined),
  float: (value) => (typeof value === 'number' ? value : undefined),
  integer: integerOf(31),
  short: integerOf(15),
  byte: integerOf(7),
  long: toLong,
  date: toDate,
  timestamp: (value) =>
    typeof value === 'number' && Number.isFinite(value)
      ? new DuckDBTimestampTZValue(BigInt(Math.round(value * 1_000)))
      : undefined,
};

function converterOf(type: ColumnType): Converter {
  const decimal = decimalOf(type);
  if (decimal) return (value) => toDecimal(value, decimal.width, decimal.scale);
  const converter = CONVERTERS[type];
  if (!converter) throw new DeltaError(`the type ${type} can't be written`);
  return converter;
}

function integerOf(bits: number): Converter {
  const limit = 2 ** bits;
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit ? value : undefined;
}

function toLong(value: NonNullable<CellValue>): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : undefined;
}

function toDate(value: NonNullable<CellValue>): DuckDBDateValue | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const time = Date.parse(`${value}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) return undefined;
  return new DuckDBDateValue(time / DAY_MS);
}

/** Exactly, from its text: a decimal is never rounded on the way into a table. */
function toDecimal(value: NonNullable<CellValue>, width: number, scale: number): DuckDBDecimalValue | undefined {
  const [, sign, whole, fraction = ''] = (typeof value === 'string' && /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)) || [];
  if (whole === undefined) return undefined;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > scale) return undefined;
  const digits = BigInt(whole + kept.padEnd(scale, '0'));
  if (digits >= 10n ** BigInt(width)) return undefined;
  return new DuckDBDecimalValue(sign === '-' ? -digits : digits, width, scale);
}

/** A value of DuckDB as a CellValue. */
export function cellOf(value: DuckDBValue): CellValue {
  if (value === null || value === undefined) return null;
  if (value instanceof DuckDBTimestampTZValue) return Number(value.micros) / 1_000;
  if (value instanceof DuckDBDateValue) return new Date(value.days * DAY_MS).toISOString().slice(0, 10);
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (typeof value === 'object') throw new DeltaError(`a value of ${value.constructor.name} can't be read`);
  return value;
}
