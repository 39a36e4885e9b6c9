import type { MissingRange, KlineTable } from '../kline-files/kline-table.ts';
import { minuteText, readKlineFiles } from '../kline-files/read-klines.ts';
import { MINUTE_MS, minuteOf } from '../../core/market/bar.ts';
import type { FundingRate } from '../../core/market/funding.ts';
import { BTCUSDT_SPEC } from '../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../core/matching/engine-contract.ts';
import { createMinuteBook } from '../../core/matching/minute-book.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import { money } from '../../core/money/decimal.ts';
import { decimalsOfStep } from '../../core/money/rounding.ts';
import { replayFunding } from './replay-funding.ts';
import type { FundingSource, ReplayFunding } from './replay-funding.ts';

export interface ReplayMarketOptions {
  /** Binance Vision klines: a CSV or CSV.gz file, or a directory of them. */
  readonly path: string;
  /** Its rules, and with them its symbol; default BTCUSDT's. */
  readonly spec?: SymbolSpec;
  /** Replays the minutes [from, to), epoch ms; default: see `defaultStart`, to the end of the data. */
  readonly from?: number;
  readonly to?: number;
  /** A CSV of funding settlements, or 'assumed'; default: the one beside the klines, else assumed. */
  readonly funding?: string;
}

/** Recorded minutes as a market: the bars before the start are its history, those from it on are still to come. */
export interface ReplayMarket extends KnownMinutes {
  readonly kind: 'replay';
  /** Open time of the first minute of history. */
  readonly historyFrom: number;
  /** Open time of the first minute replayed. */
  readonly startsAt: number;
  /** Open time after the last minute replayed. */
  readonly endsAt: number;
  readonly files: readonly string[];
  /** Minutes missing in the recording, history included: `bar` is undefined there. */
  readonly gaps: readonly MissingRange[];
  /** For the status: whether settlements are recorded or assumed. */
  readonly fundingSource: FundingSource;
}

/** What a strategy needs behind it before it can decide. */
const LEAST_HISTORY = 1500;
/** What training takes: 30 days. */
const MOST_HISTORY = 43_200;
/** A price off the grid now and then is a leftover of an earlier tick, not the tick. */
const SHARE_ON_TICK = 0.99;

/**
 * Reads the recording whole: 80 bytes a minute.
 * @throws MarketFileError for a file that isn't right; RangeError when the time asked for isn't in it, or leaves less than 1,500
 *   minutes of history.
 */
export async function createReplayMarket(options: ReplayMarketOptions): Promise<ReplayMarket> {
  const { path, to, spec: today = BTCUSDT_SPEC } = options;
  const { symbol } = today.filters;
  refuseEmpty(options.from, to);
  const { table, gaps, files } = await readKlineFiles({ path, symbol, ...(to === undefined ? {} : { to }) });
  const start = startIndex(table, options);
  const historyFrom = table.openTimeAt(0);
  const startsAt = table.openTimeAt(start);
  const endsAt = table.openTimeAt(table.length - 1) + MINUTE_MS;
  const funding = await replayFunding(options.funding, path, symbol, { historyFrom, startsAt, endsAt });
  const spec = withTickOf(today, table.priceDecimals(start, table.length, SHARE_ON_TICK));
  const tickDecimals = decimalsOfStep(money(spec.filters.tickSize));
  const priceDecimals = Math.max(tickDecimals, table.priceDecimals(0, table.length));
  return {
    kind: 'replay',
    symbol,
    spec,
    priceDecimals,
    historyFrom,
    startsAt,
    endsAt,
    files,
    gaps,
    fundingSource: funding.source,
    bar: (openTime) => table.find(openTime),
    bars: (from, until) => table.range(from, until),
    funding: (from, until) => settlements(funding, table, priceDecimals, from, until),
    // One seed for all: of a recording there is only one market.
    bookAt: createMinuteBook(spec, 0, (from, until) => table.range(from, until)),
  };
}

function refuseEmpty(from: number | undefined, to: number | undefined): void {
  if (from === undefined || to === undefined || to > from) return;
  throw new RangeError(`the replay should end at ${minuteText(to)}, which is not after its start ${minuteText(from)}`);
}

function startIndex(table: KlineTable, { path, from }: ReplayMarketOptions): number {
  const first = minuteText(table.openTimeAt(0));
  const last = minuteText(table.openTimeAt(table.length - 1));
  if (table.length <= LEAST_HISTORY) {
    throw new RangeError(
      `${path} has ${table.length} minutes, ${first} to ${last}; a replay needs ${LEAST_HISTORY} of history and at least one more`,
    );
  }
  if (from === undefined) return defaultStart(table.length);
  const start = table.firstAtOrAfter(from);
  if (start === table.length) {
    throw new RangeError(
      `the replay should start at ${minuteText(from)}, but ${path} has no minute from there on: it ends with ${last}`,
    );
  }
  if (start < LEAST_HISTORY) {
    const earliest = minuteText(table.openTimeAt(LEAST_HISTORY));
    throw new RangeError(
      `the replay should start at ${minuteText(from)}, but ${path} begins with ${first}: with the ${LEAST_HISTORY} minutes ` +
        `of history that a strategy needs it can start at ${earliest} at the earliest`,
    );
  }
  return start;
}

/**
 * Index of the first minute replayed when none was asked for: half of the recording is history to learn from, a month at
 * most, 1,500 minutes at least.
 */
function defaultStart(minutes: number): number {
  return Math.min(Math.max(LEAST_HISTORY, Math.floor(minutes / 2)), MOST_HISTORY);
}

/** The spec with the tick of the time replayed, where that was finer than today's: 0.01 until 2022-02. */
function withTickOf(spec: SymbolSpec, decimals: number): SymbolSpec {
  if (decimals <= decimalsOfStep(money(spec.filters.tickSize))) return spec;
  return { ...spec, filters: { ...spec.filters, tickSize: money('10').pow(-decimals).toFixed() } };
}

/** With the price of the moment: the open of its minute, or the last close where that minute is missing. */
function settlements(
  { settlements: recorded }: ReplayFunding,
  table: KlineTable,
  priceDecimals: number,
  from: number,
  to: number,
): FundingRate[] {
  const rates: FundingRate[] = [];
  for (let i = firstAtOrAfter(recorded, from); i < recorded.length && recorded[i]!.fundingTime < to; i++) {
    const { fundingTime, rate } = recorded[i]!;
    const index = table.firstAtOrAfter(minuteOf(fundingTime));
    const price =
      index < table.length && table.openTimeAt(index) === minuteOf(fundingTime)
        ? table.at(index).open
        : table.at(Math.max(0, index - 1)).close;
    rates.push({ fundingTime, rate, markPrice: price.toFixed(priceDecimals) });
  }
  return rates;
}

function firstAtOrAfter(recorded: readonly { readonly fundingTime: number }[], time: number): number {
  let low = 0;
  let high = recorded.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (recorded[middle]!.fundingTime < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
