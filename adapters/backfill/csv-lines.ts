import type { DuckDBConnection } from '@duckdb/node-api';
import { ArchiveError } from '../archive/port.ts';
import type { ArchiveFile } from '../archive/port.ts';
import { minuteText } from '../kline-files/read-klines.ts';
import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { LineCheck, LineFormat } from './line-checks.ts';
import { lineFormatOf } from './line-checks.ts';

/** The rows of one CSV, checked, as a relation of DuckDB's. */
export interface CheckedLines {
  readonly rows: number;
  /** First and last event, epoch ms. */
  readonly first: number;
  readonly last: number;
  /** A SELECT of event_ms and payload, in the file's order. */
  readonly select: string;
}

/** No line of these files has one in it: a line stays whole. */
const NO_DELIMITER = "'\\x1f'";

/**
 * Reads a CSV in bulk and checks every line: its form by its kind, and that it belongs into the period of the file's name.
 * @throws ArchiveError `content` naming file and line for the first line that is wrong, or when there is none.
 */
export async function checkLines(connection: DuckDBConnection, csv: string, file: ArchiveFile): Promise<CheckedLines> {
  const lines = `(SELECT row_number() OVER () AS n, line FROM read_csv(${literal(csv)}, auto_detect = false, header = false,
    delim = ${NO_DELIMITER}, quote = '', escape = '', columns = {'line': 'VARCHAR'}))`;
  const header = (await firstValue(connection, `SELECT line FROM ${lines} WHERE n = 1`)) ?? '';
  const format = lineFormatOf(file.kind, header, file.symbol);
  const hasHeader = /^[A-Za-z]/.test(header);
  if (hasHeader && format.header !== undefined && header.trim() !== format.header) {
    throw new ArchiveError(
      'content',
      `${file.name}, line 1: the header is "${header}"; it should be "${format.header}", or none`,
    );
  }
  const wanted = format.wanted === undefined ? '' : ` WHERE ${format.wanted}`;
  const cells = `(SELECT * FROM (SELECT n, line, string_split(line, ',') AS c FROM ${lines}
    WHERE trim(line) <> ''${hasHeader ? ' AND n > 1' : ''})${wanted})`;
  await refuseWrongLine(connection, cells, [...format.checks, ...boundsCheck(file, format)], file.name);
  const [rows = 0, first = 0, last = 0] = await numbers(
    connection,
    `SELECT count(*), min(${format.eventMs}), max(${format.eventMs}) FROM ${cells}`,
  );
  if (rows === 0) throw new ArchiveError('content', `${file.name} holds no row of ${file.symbol}`);
  return {
    rows,
    first,
    last,
    select: `SELECT ${format.eventMs} AS event_ms, ${format.payload} AS payload FROM ${cells}`,
  };
}

function boundsCheck({ bounds, name }: ArchiveFile, { eventMs }: LineFormat): LineCheck[] {
  if (!bounds) return [];
  const { from, to } = bounds;
  const sentence = (cells: readonly string[]) =>
    `the line ${cells.join(',')} is not of the time that ${name} should hold, ${minuteText(from)} to ${minuteText(to)}`;
  return [{ holds: `${eventMs} >= ${from} AND ${eventMs} < ${to}`, sentence }];
}

/** In one pass: a line's first broken rule; of all lines, the first. Later rules are not looked at once one is broken. */
async function refuseWrongLine(
  connection: DuckDBConnection,
  cells: string,
  checks: readonly LineCheck[],
  name: string,
): Promise<void> {
  const broken = checks.map(({ holds }, index) => `WHEN NOT coalesce(${holds}, false) THEN ${index}`).join(' ');
  const answer = await connection.runAndReadAll(
    `SELECT n, line, broken FROM (SELECT n, line, CASE ${broken} END AS broken FROM ${cells})
     WHERE broken IS NOT NULL ORDER BY n LIMIT 1`,
  );
  const [row] = answer.getRows();
  if (!row) return;
  const [n, line, index] = row;
  const sentence = checks[Number(index)]?.sentence(String(line).split(',')) ?? 'it is wrong';
  throw new ArchiveError('content', `${name}, line ${String(n)}: ${sentence}`);
}

async function firstValue(connection: DuckDBConnection, sql: string): Promise<string | undefined> {
  const value = (await connection.runAndReadAll(sql)).getRows()[0]?.[0];
  return typeof value === 'string' ? value : undefined;
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<number[]> {
  const [row = []] = (await connection.runAndReadAll(sql)).getRows();
  return row.map(Number);
}
