import { startOfDate } from '../../core/pipeline/data-interval.ts';
import { parseUtcDate } from '../kline-files/date-option.ts';
import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { ParameterValues } from './port.ts';
import { QueryRefused } from './query-error.ts';
import { readSqlHeader } from './sql-header.ts';
import type { Parameter, ParameterType } from './sql-header.ts';

/** A statement whose parameters have become literals. */
export interface RenderedSql {
  readonly text: string;
  /** Where an offset of `text` was in the statement as it was written; both in characters. */
  readonly originalOffset: (offset: number) => number;
}

/** Strings, names and comments, in which nothing is replaced; else `:name`, unless it follows a value (`x::y`, `x[1:n]`). */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|(?<![\w:'"\])]):([a-z_]\w*)/gi;

/**
 * Puts literals of the declared types in the place of `:name`, in a form that DuckDB and Trino read alike.
 *
 * @throws QueryRefused for a parameter that is not declared, has no value or a wrong one, and for a value of no parameter.
 */
export function renderSql(sql: string, values: ParameterValues = {}): RenderedSql {
  const { parameters } = readSqlHeader(sql);
  const literals = new Map(parameters.map((parameter) => [parameter.name, literalOf(parameter, values)]));
  for (const name of Object.keys(values)) {
    if (!literals.has(name)) throw new QueryRefused(`the query has no parameter ${name}; ${offered(parameters)}`);
  }
  const shifts: { readonly at: number; readonly by: number }[] = [];
  let shift = 0;
  const text = sql.replace(TOKENS, (token: string, name: string | undefined, offset: number) => {
    if (name === undefined) return token;
    const value = literals.get(name);
    if (value === undefined) throw undeclared(sql, name, offset);
    shift += value.length - token.length;
    shifts.push({ at: offset + token.length + shift, by: shift });
    return value;
  });
  return {
    text,
    originalOffset: (offset) => offset - (shifts.findLast(({ at }) => at <= offset)?.by ?? 0),
  };
}

function undeclared(sql: string, name: string, offset: number): QueryRefused {
  const line = sql.slice(0, offset).split('\n').length;
  return new QueryRefused(
    `:${name} on line ${line} is not declared; right is a comment at the top, such as "-- :${name} date"`,
  );
}

function offered(parameters: readonly Parameter[]): string {
  return parameters.length === 0 ? 'it has none' : `it has ${parameters.map(({ name }) => name).join(', ')}`;
}

function literalOf({ name, type, byDefault, description }: Parameter, values: ParameterValues): string {
  const value = values[name] ?? byDefault;
  if (value === undefined) {
    const what = description === '' ? '' : ` (${description})`;
    throw new QueryRefused(`the parameter ${name}${what} has no value; it is ${EXAMPLES[type]}`);
  }
  const rendered = RENDERERS[type](value);
  if (rendered === undefined) {
    throw new QueryRefused(`the parameter ${name} is "${value}", and must be ${EXAMPLES[type]}`);
  }
  return rendered;
}

const EXAMPLES: Readonly<Record<ParameterType, string>> = {
  text: 'a text such as BTCUSDT, of at most 200 characters',
  date: 'a date such as 2022-05-09',
  timestamp: 'a time such as 2022-05-09T12:30, UTC',
  integer: 'an integer such as 10',
  number: 'a number such as 0.5',
};

const LONGEST_TEXT = 200;
const CONTROL = /\p{Cc}/u;

/** Undefined for a text that is no value of the type. */
const RENDERERS: Readonly<Record<ParameterType, (text: string) => string | undefined>> = {
  text: (text) => (text.length <= LONGEST_TEXT && !CONTROL.test(text) ? literal(text) : undefined),
  date: (text) => unlessThrown(() => `DATE '${new Date(startOfDate(text)).toISOString().slice(0, 10)}'`),
  timestamp: (text) => unlessThrown(() => `TIMESTAMP '${instantText(parseUtcDate(text, 'timestamp'))} UTC'`),
  integer: (text) => (/^-?\d{1,18}$/.test(text) ? signed(text) : undefined),
  number: (text) => (/^-?\d{1,18}(\.\d{1,18})?$/.test(text) ? signed(text) : undefined),
};

function instantText(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '');
}

/** In brackets when negative: a minus before it would else begin a comment. */
function signed(text: string): string {
  return text.startsWith('-') ? `(${text})` : text;
}

function unlessThrown(render: () => string): string | undefined {
  try {
    return render();
  } catch {
    return undefined;
  }
}
