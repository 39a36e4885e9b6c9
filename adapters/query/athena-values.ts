import type { CellValue } from '../lakehouse/delta/rows.ts';
import type { ColumnType } from '../lakehouse/delta/schema.ts';

const TYPES: Readonly<Record<string, ColumnType>> = {
  boolean: 'boolean',
  tinyint: 'byte',
  smallint: 'short',
  integer: 'integer',
  bigint: 'long',
  float: 'float',
  real: 'float',
  double: 'double',
  date: 'date',
  timestamp: 'timestamp',
  'timestamp with time zone': 'timestamp',
};

/** A column's type as Athena's ResultSetMetadata tells it. */
export interface AthenaType {
  readonly type: string;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
}

/** The lakehouse's name of a type of Athena; what it has no name for is its text. */
export function columnTypeOf({ type, precision, scale }: AthenaType): ColumnType {
  if (type === 'decimal') return `decimal(${precision ?? 38},${scale ?? 0})`;
  return TYPES[type] ?? 'string';
}

/** A value as Athena writes it into its result; undefined is empty. */
export function athenaCellOf(type: ColumnType, text: string | undefined): CellValue {
  if (text === undefined) return null;
  switch (type) {
    case 'boolean':
      return text === 'true';
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return Number(text);
    case 'long':
      return BigInt(text);
    case 'timestamp':
      return instantOf(text);
    default:
      return text;
  }
}

/** `2022-05-01 22:26:00.000 UTC`, with or without the zone, up to microseconds. The text itself when it is another zone. */
function instantOf(text: string): CellValue {
  const [, day, time, fraction = ''] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?: UTC| \+00:00)?$/.exec(text) ?? [];
  if (day === undefined || time === undefined) return text;
  const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
  return Date.parse(`${day}T${time}Z`) + micros / 1_000;
}
