import { LIVE_BARS } from '../../core/features/compute.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { KlineTable } from '../kline-files/kline-table.ts';
import { MarketFileError } from '../kline-files/market-file-error.ts';
import { readKlineFiles } from '../kline-files/read-klines.ts';
import { replayFunding } from '../replay-market/replay-funding.ts';
import { backtestMarketOf, readFrom, refuseOutside } from './backtest-market.ts';
import type { AskedMinutes, BacktestMarket, RecordedSpan } from './backtest-market.ts';

export interface KlineMarketRequest extends AskedMinutes {
  /** Binance Vision klines: a CSV or CSV.gz file, or a folder of them. */
  readonly path: string;
  /** A CSV of settlements, or `assumed`; default: the one beside the klines, else assumed. */
  readonly funding?: string | undefined;
}

/**
 * A market of recorded kline files. Only the files of the time asked for are read, unless they don't reach over it.
 * @throws ConfigurationRefused when the time asked for isn't in them; MarketFileError for a file that isn't right.
 */
export async function klineMarket(request: KlineMarketRequest): Promise<BacktestMarket> {
  const { path, funding, spec } = request;
  const { symbol } = spec.filters;
  const part = await readAsked(request);
  if (part && reaches(part, request)) {
    refuseOutside(request, spanOf(part, path));
    return marketOf(part);
  }
  const { table } = await readKlineFiles({ path, symbol });
  refuseOutside(request, spanOf(table, path));
  return marketOf(part ?? table);

  function marketOf(read: KlineTable): Promise<BacktestMarket> {
    return backtestMarketOf(request, read, path, (played) => replayFunding(funding, path, symbol, played));
  }
}

/** Undefined when the files have nothing of that time, or can't be read: reading all of them says which. */
async function readAsked(request: KlineMarketRequest): Promise<KlineTable | undefined> {
  const { path, to = Infinity, spec } = request;
  const from = readFrom(request);
  if (from >= to) return undefined;
  try {
    return (await readKlineFiles({ path, symbol: spec.filters.symbol, from, to })).table;
  } catch (error) {
    if (error instanceof MarketFileError) return undefined;
    throw error;
  }
}

function reaches(table: KlineTable, { from = Infinity, to = -Infinity }: AskedMinutes): boolean {
  const { first, end } = spanOf(table, '');
  return first + LIVE_BARS * MINUTE_MS <= from && end >= to;
}

function spanOf(table: KlineTable, place: string): RecordedSpan {
  return { first: table.openTimeAt(0), end: table.openTimeAt(table.length - 1) + MINUTE_MS, place };
}
