/**
 * Functions that DuckDB and Trino (Athena engine version 3) both have under one name and with one meaning for what the
 * reports give them. Sources: duckdb.org/docs (functions, aggregates), trino.io/docs (functions and operators).
 */
export const COMMON_FUNCTIONS: ReadonlySet<string> = new Set([
  'abs',
  'avg',
  'cast',
  'coalesce',
  'count',
  // Of whole minutes only: DuckDB counts borders that are crossed, Trino counts whole units.
  'date_diff',
  'date_trunc',
  // Of timestamps in UTC; its fields have the same names.
  'extract',
  'lag',
  'lead',
  'ln',
  'max',
  'max_by',
  'min',
  'min_by',
  'nullif',
  'round',
  'row_number',
  // Of doubles.
  'sqrt',
  'stddev_samp',
  'sum',
]);

/** Words before a bracket that are no functions. */
const NO_FUNCTIONS = new Set([
  'as',
  'over',
  'filter',
  'from',
  'in',
  'values',
  'join',
  'and',
  'or',
  'not',
  'by',
  'when',
  'names',
]);

/** Names before a bracket in a statement, comments and strings aside, lower case. */
export function functionsOf(sql: string): string[] {
  const text = sql.replace(/--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'/g, ' ');
  const names = [...text.matchAll(/\b([a-z_]\w*)\s*\(/gi)].map(([, name = '']) => name.toLowerCase());
  return [...new Set(names)].filter((name) => !NO_FUNCTIONS.has(name));
}
