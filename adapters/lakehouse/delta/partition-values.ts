import type { PartitionValues } from './actions.ts';
import { DeltaError } from './delta-error.ts';
import type { Column, ColumnType } from './schema.ts';

/** A partition column's value; null is empty. Dates are `YYYY-MM-DD`. */
export type PartitionValue = string | number | bigint | boolean | null;

/** Which partitions: a column's value, or one of several; a column that isn't named may have any. */
export type PartitionFilter = Readonly<Record<string, PartitionValue | readonly PartitionValue[]>>;

const PARTITION_TYPES: readonly ColumnType[] = ['string', 'long', 'integer', 'short', 'byte', 'boolean', 'date'];
const EMPTY_PARTITION = '__HIVE_DEFAULT_PARTITION__';
/** What Hive escapes in the names of partition folders. */
const HIVE_ESCAPED = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** @throws DeltaError when a partition column is no column, has no type for it, or none is left beside them. */
export function checkPartitionColumns(partitionColumns: readonly string[], columns: readonly Column[]): void {
  for (const name of partitionColumns) {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column) throw new DeltaError(`the partition column ${name} is not among the columns`);
    if (!PARTITION_TYPES.includes(column.type)) {
      throw new DeltaError(
        `${name} (${column.type}) can't divide a table; right is one of ${PARTITION_TYPES.join(', ')}`,
      );
    }
  }
  if (new Set(partitionColumns).size !== partitionColumns.length)
    throw new DeltaError('a partition column is there twice');
  if (partitionColumns.length >= columns.length)
    throw new DeltaError('a table needs a column beside its partition columns');
}

/**
 * The folder of a partition as the store knows it, e.g. `date=2024-01-01/`; empty without partitions. Escaped as Hive
 * does; in the log the path is then URI-encoded on top (see logPath).
 */
export function partitionFolder(partitionColumns: readonly string[], values: PartitionValues): string {
  return partitionColumns.map((name) => `${hive(name)}=${hive(values[name] ?? EMPTY_PARTITION)}/`).join('');
}

function hive(text: string): string {
  return text.replace(HIVE_ESCAPED, (character) => `%${hex(character)}`);
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** A file's path in the log, from its path below the table. */
export function logPath(relative: string): string {
  return relative
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%3D', '='))
    .join('/');
}

/** A file's path below the table, from its path in the log. @throws DeltaError when it lies elsewhere. */
export function pathBelowTable(path: string): string {
  if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(path)) {
    throw new DeltaError(
      `the file ${path} lies outside its table's folder, as in a shallow clone: that is not supported`,
    );
  }
  return decodeURIComponent(path);
}

/** As the log writes it. @throws DeltaError for an empty string, which the protocol can't tell from no value. */
export function partitionText(column: string, value: PartitionValue): string | null {
  if (value === '')
    throw new DeltaError(`an empty string can't be the value of the partition column ${column}; null can`);
  return value === null ? null : String(value);
}

/** @throws DeltaError for a column that does not divide the table. */
export function partitionMatcher(
  filter: PartitionFilter,
  partitionColumns: readonly string[],
): (values: PartitionValues) => boolean {
  const wanted = Object.entries(filter).map(([column, value]) => {
    if (!partitionColumns.includes(column)) {
      const right =
        partitionColumns.length === 0 ? 'the table has no partitions' : `right is ${partitionColumns.join(', ')}`;
      throw new DeltaError(`${column} is not a partition column; ${right}`);
    }
    const values: readonly PartitionValue[] = Array.isArray(value) ? value : [value as PartitionValue];
    return [column, new Set(values.map((one) => partitionText(column, one)))] as const;
  });
  return (values) => wanted.every(([column, allowed]) => allowed.has(values[column] ?? null));
}
