import { DAY_MS, MINUTE_MS } from '../../core/market/bar.ts';
import { money } from '../../core/money/decimal.ts';
import { dateOf } from '../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import { ConfigurationRefused } from '../config/refusal.ts';
import { KlineTable } from '../kline-files/kline-table.ts';
import type { RecordedFunding } from '../kline-files/read-funding.ts';
import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { DeltaTable } from '../lakehouse/delta/delta-table.ts';
import { numberColumns } from '../lakehouse/delta/number-columns.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import { assumedFunding, coveringFunding } from '../replay-market/replay-funding.ts';
import type { PlayedMinutes, ReplayFunding } from '../replay-market/replay-funding.ts';
import { backtestMarketOf, readFrom, refuseOutside } from './backtest-market.ts';
import type { AskedMinutes, BacktestMarket, RecordedSpan } from './backtest-market.ts';

export interface LakeMarketRequest extends AskedMinutes {
  readonly lake: Lakehouse;
  /** For people: the lake's folder, or its address in S3. */
  readonly place: string;
}

/** Columns of silver/bars_1m in the order of a bar's fields. */
const COLUMNS = `epoch_ms(open_time)::DOUBLE AS "openTime", open, high, low, close, volume, quote_volume AS "quoteVolume", trades,
  taker_buy_volume AS "takerBuyVolume", taker_buy_quote_volume AS "takerBuyQuoteVolume"`;

/**
 * A market of silver: its bars and settlements. A minute that the exchange has not (`missing`) has no bar.
 * @throws ConfigurationRefused when silver has no bars of the symbol, or not of every day asked for.
 */
export async function lakeMarket(request: LakeMarketRequest): Promise<BacktestMarket> {
  const { lake, spec } = request;
  const { symbol } = spec.filters;
  const place = `silver of ${request.place}`;
  const bars = await lake.existing('silver/bars_1m');
  const days = bars === undefined ? [] : await minutesByDay(bars, symbol);
  if (bars === undefined || days.length === 0) {
    throw new ConfigurationRefused(`${place} has no minute of ${symbol}: minutehand lake etl makes it`);
  }
  const span = spanOf(days, place);
  refuseOutside(request, span);
  const from = Math.max(readFrom(request), span.first);
  const to = request.to ?? span.end;
  refuseAbsentDay(days, request.from ?? span.first, to, place);
  const table = await readBars(bars, symbol, from, to);
  return backtestMarketOf(request, table, place, (played) => fundingOf(request, place, played));
}

interface SilverDay {
  readonly date: UtcDate;
  /** Open times of its first and last bar, epoch ms. */
  readonly first: number;
  readonly last: number;
}

async function minutesByDay(bars: DeltaTable, symbol: string): Promise<SilverDay[]> {
  return bars.withView('bars', async (connection) => {
    const columns = await numberColumns(
      connection,
      `SELECT epoch_ms(min(open_time)) AS first, epoch_ms(max(open_time)) AS last FROM bars
       WHERE symbol = ${literal(symbol)} AND status <> 'missing' GROUP BY date ORDER BY date`,
    );
    const lasts = columns['last'] ?? new Float64Array();
    return [...(columns['first'] ?? [])].map((first, index) => ({ date: dateOf(first), first, last: lasts[index]! }));
  });
}

function spanOf(days: readonly SilverDay[], place: string): RecordedSpan {
  return { first: days[0]!.first, end: days.at(-1)!.last + MINUTE_MS, place };
}

/** A day that silver lacks is not one that the exchange lacks. */
function refuseAbsentDay(days: readonly SilverDay[], from: number, to: number, place: string): void {
  const present = new Set(days.map(({ date }) => date));
  for (let time = from; time < to; time += DAY_MS) {
    if (present.has(dateOf(time))) continue;
    throw new ConfigurationRefused(
      `${place} has no minute of ${dateOf(time)}, a day of the interval: minutehand lake gaps lists such days, lake etl makes them`,
    );
  }
}

function readBars(bars: DeltaTable, symbol: string, from: number, to: number): Promise<KlineTable> {
  return bars.withView(
    'bars',
    async (connection) => {
      const columns = await numberColumns(
        connection,
        `SELECT ${COLUMNS} FROM bars WHERE symbol = ${literal(symbol)} AND status <> 'missing'
         AND epoch_ms(open_time) >= ${from} AND epoch_ms(open_time) < ${to} ORDER BY open_time`,
      );
      const table = new KlineTable();
      const at = (name: string, row: number): number => columns[name]![row]!;
      for (let row = 0; row < (columns['openTime']?.length ?? 0); row++) {
        table.push({
          openTime: at('openTime', row),
          open: at('open', row),
          high: at('high', row),
          low: at('low', row),
          close: at('close', row),
          volume: at('volume', row),
          quoteVolume: at('quoteVolume', row),
          trades: at('trades', row),
          takerBuyVolume: at('takerBuyVolume', row),
          takerBuyQuoteVolume: at('takerBuyQuoteVolume', row),
        });
      }
      table.trim();
      return table;
    },
    { where: { date: datesBetween(from, to) } },
  );
}

function datesBetween(from: number, to: number): UtcDate[] {
  const dates: UtcDate[] = [];
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) dates.push(dateOf(day));
  return dates;
}

async function fundingOf(
  { lake, funding, spec }: LakeMarketRequest,
  place: string,
  played: PlayedMinutes,
): Promise<ReplayFunding> {
  if (funding === 'assumed') return assumedFunding(played);
  const recorded = await readSettlements(lake, spec.filters.symbol, played);
  if (recorded.length === 0) {
    throw new ConfigurationRefused(
      `${place} has no funding settlement of that time; --funding assumed takes 1 bp every 8 hours`,
    );
  }
  return { source: { kind: 'file', path: place }, settlements: coveringFunding(recorded, place, played) };
}

async function readSettlements(lake: Lakehouse, symbol: string, played: PlayedMinutes): Promise<RecordedFunding[]> {
  const table = await lake.existing('silver/funding');
  if (!table) return [];
  return table.withView(
    'settled',
    async (connection) => {
      const sql = `SELECT epoch_ms(funding_time)::DOUBLE, rate::VARCHAR FROM settled WHERE symbol = ${literal(symbol)} ORDER BY 1`;
      const rows = (await connection.runAndReadAll(sql)).getRows();
      return rows.map(([time, rate]) => ({ fundingTime: Number(time), rate: money(String(rate)).toFixed() }));
    },
    { where: { date: datesBetween(played.historyFrom, played.endsAt) } },
  );
}
