import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { cellOf } from '../lakehouse/delta/rows.ts';
import type { CellValue } from '../lakehouse/delta/rows.ts';
import type { ColumnType } from '../lakehouse/delta/schema.ts';

const TYPES: Readonly<Partial<Record<DuckDBTypeId, ColumnType>>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'byte',
  [DuckDBTypeId.SMALLINT]: 'short',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'long',
  [DuckDBTypeId.UTINYINT]: 'short',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'long',
  [DuckDBTypeId.UBIGINT]: 'long',
  [DuckDBTypeId.HUGEINT]: 'long',
  [DuckDBTypeId.FLOAT]: 'float',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.BLOB]: 'binary',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
};

/** The lakehouse's name of a type of DuckDB; sums of longs (HUGEINT) are longs, as in Athena. */
export function columnTypeOf(type: DuckDBType): ColumnType {
  if (type instanceof DuckDBDecimalType) return `decimal(${type.width},${type.scale})`;
  return TYPES[type.typeId] ?? 'string';
}

/** A value of any type of DuckDB: as in rows.ts, and everything else (lists, structs, intervals, …) as its text. */
export function queryCellOf(value: DuckDBValue): CellValue {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros) / 1_000;
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampSecondsValue) return Number(value.seconds) * 1_000;
  if (value instanceof DuckDBTimestampNanosecondsValue) return Number(value.nanos / 1_000n) / 1_000;
  if (typeof value !== 'object' || value === null || hasCell(value)) return cellOf(value);
  return String(value);
}

function hasCell(value: object): boolean {
  return [DuckDBTimestampTZValue, DuckDBDateValue, DuckDBDecimalValue, DuckDBBlobValue].some(
    (known) => value instanceof known,
  );
}
