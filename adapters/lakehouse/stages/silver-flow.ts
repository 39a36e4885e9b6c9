import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';
import { epochMicros, fieldsOf, MESSAGES, refuseUnreadable, SOURCE_RANK, withMessages } from './bronze-messages.ts';
import type { SymbolDays } from './symbol-days.ts';

/** The temporary table of this step; the columns of silver/flow_1m, and `messages`, `different` of each minute. */
export const FLOW = 'silver_flow';
const TRADES = 'agg_trade_messages';

/** Wide enough for the product's digits: 37 of them. */
const QUOTE = 'price::DECIMAL(19,8) * quantity';

const FIELDS = ['a', 'p', 'q', 'f', 'l', 'T', 'm'];

/**
 * Makes the temporary table FLOW, a row for each minute with an aggregate trade. A trade is known by its id and counted
 * once; of two that differ under one id the one of the better source (archive, rest, stream), then the smallest time,
 * price and quantity. Sums are made of decimals: their order changes nothing.
 *
 * @throws UnreadableBronze for a payload that isn't an aggregate trade of its day.
 */
export async function prepareFlow(lake: Lakehouse, connection: DuckDBConnection, days: SymbolDays): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${FLOW} (symbol VARCHAR, date DATE, open_time TIMESTAMPTZ,
    agg_trades BIGINT, first_id BIGINT, last_id BIGINT, missing_ids BIGINT, buy_volume DOUBLE, sell_volume DOUBLE,
    buy_quote DOUBLE, sell_quote DOUBLE, vwap DOUBLE, largest_trade DOUBLE, messages BIGINT, different BIGINT)`);
  // A day at a time: a busy one has millions of trades, and none of them is another day's.
  for (const date of days.dates) {
    await withMessages(
      lake,
      connection,
      { table: 'bronze/agg_trade', symbol: days.symbol, dates: [date] },
      async () => {
        await connection.run(`CREATE OR REPLACE TEMP TABLE ${TRADES} AS ${parsedTrades()}`);
        const right = 'an aggregate trade of its day: 7 columns of CSV, or an object with a, p, q, f, l, T and m';
        await refuseUnreadable(connection, 'bronze/agg_trade', `${TRADES} WHERE payload IS NOT NULL`, right);
        await connection.run(`INSERT INTO ${FLOW} ${minutesOf(days.symbol, date)}`);
        await connection.run(`DROP TABLE ${TRADES}`);
      },
    );
  }
}

function parsedTrades(): string {
  return `
    WITH split AS (
      SELECT source, origin, payload, date, ${fieldsOf({ rest: FIELDS.map((field) => `$.${field}`), stream: FIELDS })} AS f
      FROM ${MESSAGES}
    ), typed AS (
      SELECT source, origin, payload, date, TRY_CAST(f[1] AS BIGINT) AS id, TRY_CAST(f[2] AS DECIMAL(18,8)) AS price,
        TRY_CAST(f[3] AS DECIMAL(18,8)) AS quantity, ${epochMicros('f[6]')} AS traded,
        TRY_CAST(f[7] AS BOOLEAN) AS buyer_is_maker
      FROM split
    ), judged AS (
      SELECT *, coalesce(id >= 0 AND price > 0 AND quantity >= 0 AND buyer_is_maker IS NOT NULL
        AND make_timestamptz(traded)::DATE = date, false) AS readable
      FROM typed
    )
    SELECT (${SOURCE_RANK})::TINYINT AS source_rank, id, traded, price, quantity, buyer_is_maker, source, origin,
      CASE WHEN NOT readable THEN payload END AS payload
    FROM judged`;
}

function minutesOf(symbol: string, date: string): string {
  return `
    WITH repeated AS (
      SELECT id, count(*) AS messages, count(DISTINCT (traded, price, quantity, buyer_is_maker)) AS different
      FROM ${TRADES} GROUP BY id HAVING count(*) > 1
    ), once AS (
      SELECT id, traded, price, quantity, buyer_is_maker, 1 AS messages, 1 AS different
      FROM ${TRADES} ANTI JOIN repeated USING (id)
      UNION ALL
      SELECT id, traded, price, quantity, buyer_is_maker, messages, different
      FROM ${TRADES} JOIN repeated USING (id)
      QUALIFY row_number() OVER (PARTITION BY id ORDER BY source_rank, traded, price, quantity, buyer_is_maker) = 1
    ), summed AS (
      SELECT traded // 60000000 AS minute, count(*) AS agg_trades, min(id) AS first_id, max(id) AS last_id,
        coalesce(sum(quantity) FILTER (NOT buyer_is_maker), 0) AS bought,
        coalesce(sum(quantity) FILTER (buyer_is_maker), 0) AS sold,
        coalesce(sum(${QUOTE}) FILTER (NOT buyer_is_maker), 0) AS bought_for,
        coalesce(sum(${QUOTE}) FILTER (buyer_is_maker), 0) AS sold_for,
        max(quantity) AS largest, sum(messages) AS messages, sum(different) AS different
      FROM once GROUP BY minute
    )
    SELECT ${literal(symbol)}, DATE ${literal(date)}, make_timestamptz(minute * 60000000), agg_trades, first_id, last_id,
      last_id - first_id + 1 - agg_trades, bought::DOUBLE, sold::DOUBLE, bought_for::DOUBLE, sold_for::DOUBLE,
      CASE WHEN bought + sold > 0 THEN (bought_for + sold_for)::DOUBLE / (bought + sold)::DOUBLE END, largest::DOUBLE,
      messages, different
    FROM summed ORDER BY minute`;
}

/** The columns of silver/flow_1m. */
export const SELECT_FLOW = `SELECT * EXCLUDE (messages, different) FROM ${FLOW}`;
