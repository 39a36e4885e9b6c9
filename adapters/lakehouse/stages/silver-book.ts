import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';
import { MESSAGES, refuseUnreadable, withMessages } from './bronze-messages.ts';
import type { SymbolDays } from './symbol-days.ts';

/** The temporary table of this step; the columns of silver/book_1m, and `messages`, `different` of each minute. */
export const BOOK = 'silver_book';
const UPDATES = 'book_updates';
const LAST_BOOKS = 'last_books';

/** Where a message of the stream, alone or in an envelope, and an answer of REST have these. */
const UPDATE_ID = ['$.u', '$.data.u', '$.lastUpdateId'];
const BIDS = ['$.b', '$.data.b', '$.bids'];
const ASKS = ['$.a', '$.data.a', '$.asks'];

/**
 * Makes the temporary table BOOK, a row for each minute with a book: the last one whose transaction time lies before the
 * minute's close; of two with the same time the one with the larger update id. Books are known by their update id.
 *
 * @throws UnreadableBronze for a payload without an update id, and for a last book without a level on either side.
 */
export async function prepareBook(lake: Lakehouse, connection: DuckDBConnection, days: SymbolDays): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${BOOK} (symbol VARCHAR, date DATE, open_time TIMESTAMPTZ,
    book_time TIMESTAMPTZ, books BIGINT, best_bid DOUBLE, best_ask DOUBLE, spread_bps DOUBLE, imbalance_1 DOUBLE,
    imbalance_5 DOUBLE, imbalance_20 DOUBLE, messages BIGINT, different BIGINT)`);
  // A day at a time: ten books a second.
  for (const date of days.dates) {
    await withMessages(lake, connection, { table: 'bronze/depth20', symbol: days.symbol, dates: [date] }, async () => {
      const right = 'a book with its update id and, on both sides, levels of price and quantity';
      await connection.run(`CREATE OR REPLACE TEMP VIEW ${UPDATES} AS SELECT source, origin, payload, event_time,
        TRY_CAST(${firstOf(UPDATE_ID)} AS BIGINT) AS update_id FROM ${MESSAGES}`);
      await refuseUnreadable(connection, 'bronze/depth20', `${UPDATES} WHERE update_id IS NULL`, right);
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${LAST_BOOKS} AS ${lastBooks()}`);
      await refuseUnreadable(connection, 'bronze/depth20', `${LAST_BOOKS} WHERE ${UNUSABLE}`, right);
      await connection.run(`INSERT INTO ${BOOK} ${minutesOf(days.symbol, date)}`);
      await connection.run(`DROP TABLE ${LAST_BOOKS}; DROP VIEW ${UPDATES}`);
    });
  }
}

const UNUSABLE = `coalesce(bids[1][1] <= 0 OR asks[1][1] <= 0 OR bids[1][2] + asks[1][2] <= 0
  OR len(list_filter(bids || asks, lambda level: level[1] IS NULL OR level[2] IS NULL)) > 0, true)`;

function firstOf(paths: readonly string[]): string {
  return `list_filter(TRY(json_extract_string(payload, [${paths.map(literal).join(', ')}])), lambda v: v IS NOT NULL)[1]`;
}

/** The best 20 levels, each [price, quantity]. */
function levelsOf(paths: readonly string[]): string {
  return `list_transform(TRY_CAST(${firstOf(paths)}::JSON AS VARCHAR[][])[1:20],
    lambda level: [TRY_CAST(level[1] AS DECIMAL(18,8)), TRY_CAST(level[2] AS DECIMAL(18,8))])`;
}

function lastBooks(): string {
  return `
    WITH last AS (
      SELECT epoch_us(event_time) // 60000000 AS minute, count(*) AS messages, count(DISTINCT update_id) AS different,
        arg_max(struct_pack(source, origin, payload, event_time), ROW(event_time, update_id, payload)) AS book
      FROM ${UPDATES} GROUP BY minute
    ), chosen AS (
      SELECT minute, messages, different, book.source, book.origin, book.payload, book.event_time FROM last
    )
    SELECT *, ${levelsOf(BIDS)} AS bids, ${levelsOf(ASKS)} AS asks FROM chosen`;
}

function quantityOf(side: string, levels: number): string {
  return `list_sum(list_transform(${side}[1:${levels}], lambda level: level[2]))::DOUBLE`;
}

function imbalance(levels: number): string {
  const [bid, ask] = [quantityOf('bids', levels), quantityOf('asks', levels)];
  return `(${bid} - ${ask}) / (${bid} + ${ask})`;
}

function minutesOf(symbol: string, date: string): string {
  return `
    WITH best AS (SELECT *, bids[1][1]::DOUBLE AS bid, asks[1][1]::DOUBLE AS ask FROM ${LAST_BOOKS})
    SELECT ${literal(symbol)}, DATE ${literal(date)}, make_timestamptz(minute * 60000000), event_time, different, bid, ask,
      (ask - bid) / ((ask + bid) / 2) * 1e4, ${[1, 5, 20].map(imbalance).join(', ')}, messages, different
    FROM best ORDER BY minute`;
}

/** The columns of silver/book_1m. */
export const SELECT_BOOK = `SELECT * EXCLUDE (messages, different) FROM ${BOOK}`;
