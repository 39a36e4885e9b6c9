import { DeltaError } from './delta-error.ts';

/** The types of Delta that are read and written here; `decimal(precision,scale)` besides. */
export type ColumnType =
  | 'string'
  | 'long'
  | 'integer'
  | 'short'
  | 'byte'
  | 'float'
  | 'double'
  | 'boolean'
  | 'binary'
  | 'date'
  | 'timestamp'
  | `decimal(${number},${number})`;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** True unless said: an empty value is allowed. */
  readonly nullable?: boolean;
  /** For people; kept in the table. */
  readonly comment?: string;
}

const SQL_TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
};
const DECIMAL = /^decimal\((\d+),\s*(\d+)\)$/;
/** Characters that Parquet or Spark refuse in a column's name. */
const BAD_NAME = /[ ,;{}()\n\t=]/;

/** DuckDB's name of a type. Timestamps are instants (UTC): anything else would be another type of Delta. */
export function sqlType(type: ColumnType): string {
  const [, precision, scale] = DECIMAL.exec(type) ?? [];
  if (precision !== undefined) return `DECIMAL(${precision},${scale})`;
  return SQL_TYPES[type] ?? type;
}

/** Precision and scale of a decimal type; undefined for others. */
export function decimalOf(type: ColumnType): { width: number; scale: number } | undefined {
  const [, width, scale] = DECIMAL.exec(type) ?? [];
  return width === undefined ? undefined : { width: Number(width), scale: Number(scale) };
}

/** @throws DeltaError for no column, a name twice (letter case aside), or a name or type that can't be. */
export function checkColumns(columns: readonly Column[]): void {
  if (columns.length === 0) throw new DeltaError('a table needs at least one column');
  const seen = new Set<string>();
  for (const { name, type } of columns) {
    const lower = name.toLowerCase();
    if (seen.has(lower))
      throw new DeltaError(`the column ${name} is there twice; names differ by more than letter case`);
    seen.add(lower);
    if (name === '' || BAD_NAME.test(name)) {
      throw new DeltaError(`"${name}" can't be a column's name: no spaces, none of , ; { } ( ) = and not empty`);
    }
    checkType(name, type);
  }
}

function checkType(name: string, type: unknown): asserts type is ColumnType {
  if (typeof type === 'string' && (type in SQL_TYPES || DECIMAL.test(type))) return;
  const shown = typeof type === 'string' ? type : JSON.stringify(type);
  throw new DeltaError(
    `column ${name} has the type ${shown}; right is one of ${Object.keys(SQL_TYPES).join(', ')}, decimal(precision,scale)`,
  );
}

/** The `schemaString` of a table's metadata. */
export function schemaText(columns: readonly Column[]): string {
  const fields = columns.map(({ name, type, nullable, comment }) => ({
    name,
    type,
    nullable: nullable ?? true,
    metadata: comment === undefined ? {} : { comment },
  }));
  return JSON.stringify({ type: 'struct', fields });
}

interface SchemaField {
  readonly name: string;
  readonly type: unknown;
  readonly nullable: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** @throws DeltaError for a type that is not supported here. */
export function parseSchema(text: string): Column[] {
  const { fields } = JSON.parse(text) as { fields: readonly SchemaField[] };
  return fields.map(({ name, type, nullable, metadata }) => {
    checkType(name, type);
    const comment = metadata?.['comment'];
    return { name, type, nullable, ...(typeof comment === 'string' && { comment }) };
  });
}

/** Names of columns with rules of their own (`delta.invariants`, generated columns), which writers would have to keep. */
export function columnsWithRules(text: string): string[] {
  const { fields } = JSON.parse(text) as { fields: readonly SchemaField[] };
  const ruled = (key: string) =>
    key === 'delta.invariants' || key.startsWith('delta.generat') || key.startsWith('delta.identity');
  return fields.filter(({ metadata }) => Object.keys(metadata ?? {}).some(ruled)).map(({ name }) => name);
}
