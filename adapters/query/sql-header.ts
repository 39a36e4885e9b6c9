import { QueryRefused } from './query-error.ts';

const TYPES = ['text', 'date', 'timestamp', 'integer', 'number'] as const;

export type ParameterType = (typeof TYPES)[number];

/** A parameter of a statement, as its header declares it. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** The value when none is given; without it one must be. */
  readonly byDefault?: string;
  readonly description: string;
}

/** What the comment at the top of a statement says. */
export interface SqlHeader {
  readonly description: string;
  readonly parameters: readonly Parameter[];
  /** Units of the columns; empty when nothing is said. */
  readonly unit: string;
}

const PARAMETER = /^:(\w+)\s+(\w+)(?:\s*=\s*(\S+))?(?:\s+(.*))?$/;

/**
 * Reads the comment at the top of a statement: what it is about, then one line a parameter, then the units.
 *
 *     -- Minute bars rolled up to UTC days.
 *     -- :symbol text = BTCUSDT  the pair
 *     -- :from date  first day
 *     -- unit: prices in quote, volumes in base
 *
 * @throws QueryRefused for a parameter of no known type, or declared twice.
 */
export function readSqlHeader(sql: string): SqlHeader {
  const description: string[] = [];
  const parameters: Parameter[] = [];
  let unit = '';
  for (const line of commentLines(sql)) {
    const parameter = line.startsWith(':') ? PARAMETER.exec(line) : null;
    if (parameter) parameters.push(declared(parameter, parameters));
    else if (/^unit:/i.test(line)) unit = line.slice('unit:'.length).trim();
    else if (unit !== '') unit = `${unit} ${line}`;
    else if (line !== '') description.push(line);
  }
  return { description: description.join(' '), parameters, unit };
}

function commentLines(sql: string): string[] {
  const lines = sql.trimStart().split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.slice(2).trim());
}

function declared([, name = '', type = '', byDefault, description = '']: RegExpExecArray, before: Parameter[]) {
  if (!isParameterType(type)) {
    throw new QueryRefused(
      `the header declares :${name} as "${type}", which is no type; right is one of ${TYPES.join(', ')}`,
    );
  }
  if (before.some((other) => other.name === name)) throw new QueryRefused(`the header declares :${name} twice`);
  return { name, type, ...(byDefault !== undefined && { byDefault }), description };
}

function isParameterType(text: string): text is ParameterType {
  return (TYPES as readonly string[]).includes(text);
}
