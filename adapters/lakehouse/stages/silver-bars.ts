import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';
import {
  epochMicros,
  fieldsOf,
  finite,
  MESSAGES,
  refuseUnreadable,
  SOURCE_RANK,
  sourceOfRank,
  withMessages,
} from './bronze-messages.ts';
import type { SymbolDays } from './symbol-days.ts';

/** The temporary tables of this step. */
export const BARS = 'silver_bars';
const KLINES = 'kline_messages';

/** The columns of a kline as Binance counts them, in files and in answers; 11 is unused. */
const REST_PATHS = Array.from({ length: 11 }, (_, column) => `$[${column}]`);
/** The same fields of the stream, and whether the candle is closed. */
const STREAM_PATHS = ['t', 'o', 'h', 'l', 'c', 'v', 'T', 'q', 'n', 'V', 'Q', 'x'].map((field) => `k.${field}`);

const FACTS = 'trades, volume, quote_volume, taker_buy_volume, taker_buy_quote_volume, high, low, open, close';
/** Of two different klines of one minute from one source the one that saw more of it: total, so that no order decides. */
const FULLEST_FIRST = FACTS.split(', ')
  .map((fact) => `${fact} DESC`)
  .join(', ');

/**
 * Makes the temporary table BARS of every minute of the days, 1,440 rows a day: of complete klines the one of the best
 * source; nothing where there is none. `messages`, `different`: complete klines of the minute, and how many of them
 * say something else.
 *
 * @throws UnreadableBronze for a payload that isn't a kline of its day.
 */
export async function prepareBars(lake: Lakehouse, connection: DuckDBConnection, days: SymbolDays): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${KLINES} (
    source_rank INTEGER, open_time TIMESTAMPTZ, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume DOUBLE,
    quote_volume DOUBLE, trades BIGINT, taker_buy_volume DOUBLE, taker_buy_quote_volume DOUBLE,
    readable BOOLEAN, source VARCHAR, origin VARCHAR, payload VARCHAR)`);
  await withMessages(lake, connection, { table: 'bronze/kline_1m', ...days }, async () => {
    await connection.run(`INSERT INTO ${KLINES} ${parsedKlines()}`);
  });
  const right = 'a complete 1-minute kline of its day: 12 columns of CSV, a REST row, or a stream message with k';
  await refuseUnreadable(connection, 'bronze/kline_1m', `${KLINES} WHERE NOT readable`, right);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${BARS} AS ${minutesOf(days)}`);
  await connection.run(`DROP TABLE ${KLINES}`);
}

function parsedKlines(): string {
  return `
    WITH split AS (
      SELECT source, origin, payload, date, ${fieldsOf({ rest: REST_PATHS, stream: STREAM_PATHS })} AS f FROM ${MESSAGES}
    ), typed AS (
      SELECT source, origin, payload, date, ${epochMicros('f[1]')} AS opened, ${finite('f[2]')} AS open,
        ${finite('f[3]')} AS high, ${finite('f[4]')} AS low, ${finite('f[5]')} AS close, ${finite('f[6]')} AS volume,
        ${finite('f[8]')} AS quote_volume, TRY_CAST(f[9] AS BIGINT) AS trades, ${finite('f[10]')} AS taker_buy_volume,
        ${finite('f[11]')} AS taker_buy_quote_volume,
        CASE WHEN source = 'stream' THEN TRY_CAST(f[12] AS BOOLEAN) ELSE true END AS complete
      FROM split
    ), judged AS (
      SELECT *, coalesce(opened % 60000000 = 0 AND make_timestamptz(opened)::DATE = date
        AND (open + high + low + close + volume + quote_volume + trades + taker_buy_volume + taker_buy_quote_volume)
          IS NOT NULL, false) AS readable
      FROM typed WHERE complete IS DISTINCT FROM false
    )
    SELECT ${SOURCE_RANK}, make_timestamptz(opened), open, high, low, close, volume, quote_volume, trades,
      taker_buy_volume, taker_buy_quote_volume, readable AND complete IS NOT NULL, source, origin,
      CASE WHEN readable AND complete IS NOT NULL THEN NULL ELSE payload END
    FROM judged`;
}

function minutesOf({ symbol, dates }: SymbolDays): string {
  const days = dates.map((date) => `(DATE ${literal(date)})`).join(', ');
  return `
    WITH minutes AS (
      SELECT date, date::TIMESTAMPTZ + to_minutes(minute) AS open_time
      FROM (VALUES ${days}) d(date), range(1440) m(minute)
    ), counted AS (
      SELECT open_time, count(*) AS messages, count(DISTINCT (${FACTS})) AS different FROM ${KLINES} GROUP BY open_time
    ), best AS (
      SELECT * FROM ${KLINES}
      QUALIFY row_number() OVER (PARTITION BY open_time ORDER BY source_rank, ${FULLEST_FIRST}) = 1
    )
    SELECT ${literal(symbol)} AS symbol, date, open_time,
      CASE WHEN source_rank IS NULL THEN 'missing' WHEN trades > 0 THEN 'traded' ELSE 'quiet' END AS status,
      ${sourceOfRank('source_rank')} AS source, open, high, low, close, volume, quote_volume, trades, taker_buy_volume,
      taker_buy_quote_volume, coalesce(messages, 0) AS messages, coalesce(different, 0) AS different
    FROM minutes LEFT JOIN counted USING (open_time)
      LEFT JOIN (SELECT * EXCLUDE (source, origin, payload, readable) FROM best) USING (open_time)
    ORDER BY open_time`;
}

/** The columns of silver/bars_1m. */
export const SELECT_BARS = `SELECT * EXCLUDE (messages, different) FROM ${BARS}`;

/** Open times (epoch ms, ascending) of the minutes without a kline. */
export async function missingMinutes(connection: DuckDBConnection): Promise<number[]> {
  const sql = `SELECT epoch_ms(open_time)::DOUBLE FROM ${BARS} WHERE status = 'missing' ORDER BY open_time`;
  return (await connection.runAndReadAll(sql)).getRows().map((row) => Number(row[0]));
}
