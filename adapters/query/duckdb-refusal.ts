import { QueryFailed, QueryRefused } from './query-error.ts';
import type { RenderedSql } from './sql-parameters.ts';

/** What DuckDB says about an error under `errors_as_json`; the position is in bytes of the statement. */
interface DuckDbComplaint {
  readonly exception_type: string;
  readonly exception_message: string;
  readonly position?: string;
}

/** Kinds of errors that are not the statement's. */
const NOT_THE_STATEMENT = new Set(['Out of Memory', 'IO', 'Internal', 'Fatal', 'HTTP', 'Interrupt', 'Connection']);

/** DuckDB's error as one sentence with its place in the statement as it was written. */
export function duckDbRefusal(error: unknown, sql: string, rendered: RenderedSql): Error {
  const complaint = complaintOf(error);
  if (!complaint) return error instanceof Error ? error : new Error(String(error));
  const message = complaint.exception_message.replace(/\s*\n\s*/g, ' ').trim();
  if (NOT_THE_STATEMENT.has(complaint.exception_type)) {
    return new QueryFailed(`DuckDB could not run the query: ${message}`, { cause: error });
  }
  return new QueryRefused(`${placeOf(complaint, sql, rendered)}${message}`, { cause: error });
}

function complaintOf(error: unknown): DuckDbComplaint | undefined {
  const [text] = /\{"exception_type".*\}/s.exec(error instanceof Error ? error.message : '') ?? [];
  return text === undefined ? undefined : (JSON.parse(text) as DuckDbComplaint);
}

/** `line 2, column 5: `, or nothing where DuckDB names no place. */
function placeOf({ position }: DuckDbComplaint, sql: string, { text, originalOffset }: RenderedSql): string {
  if (position === undefined) return '';
  const offset = Buffer.from(text).subarray(0, Number(position)).toString().length;
  const before = sql.slice(0, originalOffset(offset)).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}: `;
}
