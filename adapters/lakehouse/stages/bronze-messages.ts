import type { DuckDBConnection } from '@duckdb/node-api';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import { literal } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { BronzeSource } from '../tables/bronze.ts';
import type { BRONZE_TABLES } from '../tables/bronze.ts';
import { UnreadableBronze } from './stage-error.ts';

export type BronzeTable = keyof typeof BRONZE_TABLES;

/** The view on which a stage finds the messages of its days. */
export const MESSAGES = 'bronze_messages';

/** A file's word counts before an answer's, and that before the stream's: SQL of a number, the smallest first. */
export const SOURCE_RANK = `CASE source WHEN 'archive' THEN 0 WHEN 'rest' THEN 1 ELSE 2 END`;

/** The name of a rank. */
export function sourceOfRank(rank: string): string {
  const sources: readonly BronzeSource[] = ['archive', 'rest', 'stream'];
  return `[${sources.map(literal).join(', ')}][${rank} + 1]`;
}

/** Runs with the view MESSAGES of one symbol's messages of these days on `connection`; not at all without such a table. */
export async function withMessages(
  lake: Lakehouse,
  connection: DuckDBConnection,
  {
    table,
    symbol,
    dates,
  }: { readonly table: BronzeTable; readonly symbol: string; readonly dates: readonly UtcDate[] },
  use: () => Promise<void>,
): Promise<void> {
  const bronze = await lake.existing(table);
  if (!bronze) return;
  const all = 'bronze_all_symbols';
  const run = async (): Promise<void> => {
    await connection.run(`CREATE TEMP VIEW ${MESSAGES} AS SELECT * FROM ${all} WHERE symbol = ${literal(symbol)}`);
    try {
      await use();
    } finally {
      await connection.run(`DROP VIEW ${MESSAGES}`);
    }
  };
  await bronze.withView(all, run, { where: { date: dates }, connection });
}

/**
 * SQL of a list of texts: the fields of a message, whichever source it is of. A line of CSV has them in this order, a REST
 * answer by position or by name, a stream's message by name, bare or in a combined stream's envelope. Empty where the
 * message hasn't it or isn't what it should be.
 */
export function fieldsOf(paths: { readonly rest: readonly string[]; readonly stream: readonly string[] }): string {
  const bare = paths.stream.map((path) => `$.${path}`);
  const enveloped = paths.stream.map((path) => `$.data.${path}`);
  const json = (list: readonly string[]): string =>
    `TRY(json_extract_string(payload, [${list.map(literal).join(', ')}]))`;
  const both = json([...bare, ...enveloped]);
  const count = paths.stream.length;
  return `CASE source
    WHEN 'archive' THEN string_split(payload, ',')
    WHEN 'rest' THEN ${json(paths.rest)}
    ELSE list_transform(range(1, ${count + 1}), lambda i: coalesce((${both})[i], (${both})[i + ${count}])) END`;
}

/** SQL of epoch microseconds from a text of epoch ms or, as the archive has had it since 2025, of epoch microseconds. */
export function epochMicros(text: string): string {
  const value = `TRY_CAST(${text} AS BIGINT)`;
  return `CASE WHEN ${value} > 100000000000000 THEN ${value} ELSE ${value} * 1000 END`;
}

/** SQL of a finite double, else empty. */
export function finite(text: string): string {
  const value = `TRY_CAST(${text} AS DOUBLE)`;
  return `CASE WHEN isfinite(${value}) THEN ${value} END`;
}

/**
 * @throws UnreadableBronze when `relation` (with source, origin, payload) has a row: a message that isn't what it should be.
 */
export async function refuseUnreadable(
  connection: DuckDBConnection,
  table: BronzeTable,
  relation: string,
  right: string,
): Promise<void> {
  const sql = `SELECT source, origin, left(payload, 120), count(*) OVER () FROM ${relation} ORDER BY ALL LIMIT 1`;
  const row = (await connection.runAndReadAll(sql)).getRows()[0];
  if (!row) return;
  const [source, origin, payload, count] = row.map(String);
  throw new UnreadableBronze(
    `${count} ${count === '1' ? 'message' : 'messages'} of ${table} can't be read, the first from ${source} ${origin}: ` +
      `"${payload}"; right is ${right}`,
  );
}
