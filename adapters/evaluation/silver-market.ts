import { MINUTE_MS } from '../../core/market/bar.ts';
import type { FundingRate } from '../../core/market/funding.ts';
import { BTCUSDT_SPEC } from '../../core/matching/binance-specs.ts';
import { createMinuteBook } from '../../core/matching/minute-book.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import { money } from '../../core/money/decimal.ts';
import { decimalsOfStep } from '../../core/money/rounding.ts';
import { dateOf, datesOf } from '../../core/pipeline/data-interval.ts';
import type { DataInterval } from '../../core/pipeline/data-interval.ts';
import { KlineTable } from '../kline-files/kline-table.ts';
import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import { EvaluationRefused } from './evaluation-refused.ts';

const PRICE_COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'quote_volume', 'trades'] as const;
const COLUMNS = [...PRICE_COLUMNS, 'taker_buy_volume', 'taker_buy_quote_volume'] as const;

/**
 * Bars and settlements of whole days [from, to) out of silver, as a market. A minute that the exchange has not has no bar.
 * @throws EvaluationRefused when silver has no bar of them.
 */
export async function silverMarket(lake: Lakehouse, symbol: string, days: DataInterval): Promise<KnownMinutes> {
  if (symbol !== BTCUSDT_SPEC.filters.symbol) {
    throw new EvaluationRefused(`the rules of ${symbol} are not known; right is ${BTCUSDT_SPEC.filters.symbol}`);
  }
  const table = await readBars(lake, symbol, days);
  if (table.length === 0) {
    throw new EvaluationRefused(`silver has no minute of ${symbol} from ${dateOf(days.from)} to ${dateOf(days.to)}`);
  }
  const funding = await readFunding(lake, symbol, days);
  const tickDecimals = decimalsOfStep(money(BTCUSDT_SPEC.filters.tickSize));
  const bars = (from: number, to: number) => table.range(from, to);
  return {
    symbol,
    spec: BTCUSDT_SPEC,
    priceDecimals: Math.max(tickDecimals, table.priceDecimals(0, table.length)),
    bar: (openTime) => table.find(openTime),
    bars,
    funding: (from, to) => funding.filter(({ fundingTime }) => fundingTime >= from && fundingTime < to),
    bookAt: createMinuteBook(BTCUSDT_SPEC, 0, bars),
  };
}

async function readBars(lake: Lakehouse, symbol: string, days: DataInterval): Promise<KlineTable> {
  const table = new KlineTable();
  const stored = await lake.existing('silver/bars_1m');
  const columns = await stored?.readNumbers({
    columns: ['open_time', ...COLUMNS],
    orderBy: ['open_time'],
    where: { date: datesOf(days) },
    equal: { symbol },
  });
  const openTimes = columns?.['open_time'] ?? new Float64Array();
  openTimes.forEach((openTime, row) => {
    const [open, high, low, close, volume, quoteVolume, trades, takerBuyVolume, takerBuyQuoteVolume] = COLUMNS.map(
      (name) => columns?.[name]?.[row] ?? NaN,
    ) as [number, number, number, number, number, number, number, number, number];
    // Empty: the exchange has no such minute.
    if (Number.isNaN(close)) return;
    table.push({
      ...{ openTime, open, high, low, close, volume, quoteVolume, trades },
      ...{ takerBuyVolume, takerBuyQuoteVolume },
    });
  });
  return table;
}

/** A settlement without a mark price (the archive has none) settles at the close of the minute before it. */
async function readFunding(lake: Lakehouse, symbol: string, days: DataInterval): Promise<FundingRate[]> {
  const [stored, bars] = await Promise.all([lake.existing('silver/funding'), lake.existing('silver/bars_1m')]);
  if (!stored || !bars) return [];
  return stored.withView(
    'settled',
    (connection) =>
      bars.withView(
        'bars',
        async () => {
          const answer = await connection.runAndReadAll(
            `SELECT epoch_ms(f.funding_time)::DOUBLE, f.rate::VARCHAR, coalesce(f.mark_price::VARCHAR, b.close::VARCHAR)
             FROM settled f LEFT JOIN bars b
               ON b.open_time = date_trunc('minute', f.funding_time) - INTERVAL ${MINUTE_MS} MILLISECOND AND b.symbol = f.symbol
             WHERE f.symbol = ${literal(symbol)}
             ORDER BY f.funding_time`,
          );
          return answer
            .getRows()
            .flatMap(([time, rate, markPrice]) =>
              typeof markPrice === 'string'
                ? [{ symbol, fundingTime: Number(time), rate: String(rate), markPrice }]
                : [],
            );
        },
        { connection, where: { date: datesOf(days) } },
      ),
    { where: { date: datesOf(days) } },
  );
}
