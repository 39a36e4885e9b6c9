import { readFileSync } from 'node:fs';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { athenaQueryEngine } from '../../../adapters/query/athena-query.ts';
import { duckDbQueryEngine } from '../../../adapters/query/duckdb-query.ts';
import type { ParameterValues, QueryEngine, QueryOptions, QueryResult } from '../../../adapters/query/port.ts';
import { cellJson, cellText, countText } from './cell-text.ts';
import { withLake } from './lake-place.ts';
import type { LakeOptions } from './lake-place.ts';
import { printAnswer } from './output.ts';
import { terminalWidth, textTable } from './text-table.ts';

export interface RunQueryOptions extends LakeOptions {
  readonly file?: string;
  /** `name=value`, each. */
  readonly param?: readonly string[];
  readonly limit: number;
  /** Seconds. */
  readonly timeout: number;
  readonly engine: 'duckdb' | 'athena';
  readonly athenaWorkgroup?: string;
  readonly athenaOutput?: string;
  readonly athenaCatalog?: string;
}

/** `lake query SQL`, or `--file F`: one statement that reads. Ctrl-C stops it. */
export async function runQuery(sql: string | undefined, options: RunQueryOptions): Promise<void> {
  const text = statementOf(sql, options.file);
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  const queryOptions: QueryOptions = {
    parameters: parametersOf(options.param ?? []),
    rowLimit: options.limit,
    timeoutMs: options.timeout * 1_000,
    signal: stop.signal,
  };
  try {
    print(options, await withEngine(options, (engine) => engine.run(text, queryOptions)));
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

function withEngine<T>(options: RunQueryOptions, use: (engine: QueryEngine) => Promise<T>): Promise<T> {
  const { athenaWorkgroup: workgroup, athenaOutput: outputLocation, athenaCatalog: catalog } = options;
  if (options.engine === 'athena') {
    if ((options.lake ?? options.dataDir) !== undefined) {
      throw new ConfigurationRefused("--engine athena reads the catalogue's tables: leave --lake and --data-dir out");
    }
    return use(
      athenaQueryEngine({
        ...(workgroup !== undefined && { workgroup }),
        ...(outputLocation !== undefined && { outputLocation }),
        ...(catalog !== undefined && { catalog }),
      }),
    );
  }
  if ((workgroup ?? outputLocation ?? catalog) !== undefined) {
    throw new ConfigurationRefused('--athena-workgroup, --athena-output and --athena-catalog are for --engine athena');
  }
  return withLake(options, ({ lake }) => use(duckDbQueryEngine(lake)));
}

function statementOf(sql: string | undefined, file: string | undefined): string {
  if ((sql === undefined) === (file === undefined)) {
    throw new ConfigurationRefused('a query is either a statement or --file FILE: give one of them');
  }
  if (file === undefined) return sql ?? '';
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationRefused(`--file can't be read: ${(error as Error).message}`);
  }
}

function parametersOf(given: readonly string[]): ParameterValues {
  const parameters: Record<string, string> = {};
  for (const text of given) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new ConfigurationRefused(`--param is "${text}", and must be name=value, such as from=2022-05-01`);
    }
    if (name in parameters) throw new ConfigurationRefused(`--param ${name} is given twice`);
    parameters[name] = value;
  }
  return parameters;
}

const NUMBERS = /^(byte|short|integer|long|float|double|decimal)/;

function print(options: RunQueryOptions, { columns, rows, truncated }: QueryResult): void {
  const typed = (row: QueryResult['rows'][number]) =>
    Object.fromEntries(columns.map(({ name, type }, index) => [name, cellJson(type, row[index] ?? null)]));
  printAnswer(options, { columns, rows: options.json === true ? rows.map(typed) : [], truncated }, () => {
    const texts = rows.map((row) => columns.map(({ type }, index) => cellText(type, row[index] ?? null)));
    const heads = columns.map(({ name, type }) => ({
      title: name,
      align: NUMBERS.test(type) ? ('right' as const) : ('left' as const),
    }));
    const counted = truncated
      ? `the first ${countText(rows.length)} rows; --limit shows more`
      : `${countText(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`;
    return [...(rows.length === 0 ? [] : [textTable(heads, texts, terminalWidth())]), `(${counted})`].join('\n');
  });
}
