import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse.ts';
import {
  epochMicros,
  fieldsOf,
  MESSAGES,
  refuseUnreadable,
  SOURCE_RANK,
  sourceOfRank,
  withMessages,
} from './bronze-messages.ts';
import type { SymbolDays } from './symbol-days.ts';

/** The temporary table of this step; the columns of silver/funding, and `messages`, `different` of each settlement. */
export const FUNDING = 'silver_funding';
const SETTLEMENTS = 'funding_messages';

/** In the order of the archive's columns: time, (hours between settlements), rate, and what the archive has not. */
const FIELDS = ['fundingTime', 'interval', 'fundingRate', 'markPrice'];

/**
 * Makes the temporary table FUNDING, a row for each settlement. Times jitter by tens of milliseconds from source to source:
 * settlements of the same nearest minute are one. Time and rate are those of the best source (archive, rest, stream;
 * then the earliest time, the smallest rate), the mark price that of the best source which has one.
 *
 * @throws UnreadableBronze for a payload that isn't a settlement of its day.
 */
export async function prepareFunding(lake: Lakehouse, connection: DuckDBConnection, days: SymbolDays): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${SETTLEMENTS} (source_rank INTEGER, date DATE, settled BIGINT,
    rate DECIMAL(18,8), mark_price DECIMAL(20,8), source VARCHAR, origin VARCHAR, payload VARCHAR)`);
  await withMessages(lake, connection, { table: 'bronze/funding', ...days }, async () => {
    await connection.run(`INSERT INTO ${SETTLEMENTS} ${parsedSettlements()}`);
  });
  const right =
    'a settlement of its day: calc_time,funding_interval_hours,last_funding_rate as CSV, or an object with fundingTime and fundingRate';
  await refuseUnreadable(connection, 'bronze/funding', `${SETTLEMENTS} WHERE payload IS NOT NULL`, right);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${FUNDING} AS
    WITH slots AS (SELECT *, (settled + 30000000) // 60000000 AS slot FROM ${SETTLEMENTS}),
    counted AS (
      SELECT slot, count(*) AS messages, count(DISTINCT rate) AS different,
        arg_min(mark_price, ROW(source_rank, mark_price)) FILTER (mark_price IS NOT NULL) AS mark_price
      FROM slots GROUP BY slot
    ), best AS (
      SELECT slot, date, settled, rate, source_rank FROM slots
      QUALIFY row_number() OVER (PARTITION BY slot ORDER BY source_rank, settled, rate) = 1
    )
    SELECT ${literal(days.symbol)} AS symbol, date, make_timestamptz(settled) AS funding_time, rate, mark_price,
      ${sourceOfRank('source_rank')} AS source, messages, different
    FROM best JOIN counted USING (slot) ORDER BY settled`);
  await connection.run(`DROP TABLE ${SETTLEMENTS}`);
}

function parsedSettlements(): string {
  return `
    WITH split AS (
      SELECT source, origin, payload, date, ${fieldsOf({ rest: FIELDS.map((field) => `$.${field}`), stream: FIELDS })} AS f
      FROM ${MESSAGES}
    ), typed AS (
      SELECT *, ${epochMicros('f[1]')} AS settled, TRY_CAST(f[3] AS DECIMAL(18,8)) AS rate,
        CASE WHEN f[4] <> '' THEN TRY_CAST(f[4] AS DECIMAL(20,8)) END AS mark_price
      FROM split
    )
    SELECT ${SOURCE_RANK}, date, settled, rate, mark_price, source, origin,
      CASE WHEN coalesce(rate IS NOT NULL AND make_timestamptz(settled)::DATE = date, false) THEN NULL ELSE payload END
    FROM typed`;
}

/** The columns of silver/funding. */
export const SELECT_FUNDING = `SELECT * EXCLUDE (messages, different) FROM ${FUNDING}`;
