import { QueryRefused } from './query-error.ts';

/** Words with which a statement that only reads begins, in DuckDB or in Athena. */
const READING = ['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE', 'DESCRIBE', 'SHOW', 'SUMMARIZE'];

const BLANKS_AND_COMMENTS = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/|\()+/;
const EXPLAIN = /^EXPLAIN\b\s*(?:ANALYZE\b\s*)?(?:VERBOSE\b\s*)?(?:\([^)]*\)\s*)?/i;

/**
 * Passes a statement whose first word reads, also behind EXPLAIN; the engines' own parsers judge the rest.
 *
 * @throws QueryRefused
 */
export function refuseWrites(sql: string): void {
  const text = sql.replace(BLANKS_AND_COMMENTS, '');
  if (text.replaceAll(';', '').trim() === '') throw new QueryRefused('the query is empty; right is e.g. a SELECT');
  const [first] = /^\S+/.exec(text.replace(EXPLAIN, '').replace(BLANKS_AND_COMMENTS, '')) ?? [''];
  const [word = first] = /^\w+/.exec(first) ?? [];
  if (READING.includes(word.toUpperCase())) return;
  throw new QueryRefused(
    `"${word}" is refused: a query is one statement that reads, and begins with ${READING.join(', ')} or EXPLAIN`,
  );
}
