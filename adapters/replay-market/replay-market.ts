import type { MissingRange, KlineTable } from '../kline-files/kline-table.ts';
import { minuteText, readKlineFiles } from '../kline-files/read-klines.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import { BTCUSDT_SPEC } from '../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../core/matching/engine-contract.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import { recordedMinutes } from './recorded-minutes.ts';
import { replayFunding } from './replay-funding.ts';
import type { FundingSource } from './replay-funding.ts';

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

/**
 * Reads the recording whole: 80 bytes a minute.
 * @throws MarketFileError for a file that isn't right; RangeError when the time asked for isn't in it, or leaves less than 1,500
 *   minutes of history.
 */
export async function createReplayMarket(options: ReplayMarketOptions): Promise<ReplayMarket> {
  const { path, to, spec = BTCUSDT_SPEC } = options;
  const { symbol } = spec.filters;
  refuseEmpty(options.from, to);
  const { table, gaps, files } = await readKlineFiles({ path, symbol, ...(to === undefined ? {} : { to }) });
  const start = startIndex(table, options);
  const historyFrom = table.openTimeAt(0);
  const startsAt = table.openTimeAt(start);
  const endsAt = table.openTimeAt(table.length - 1) + MINUTE_MS;
  const funding = await replayFunding(options.funding, path, symbol, { historyFrom, startsAt, endsAt });
  return {
    kind: 'replay',
    ...recordedMinutes(table, funding.settlements, spec, start),
    historyFrom,
    startsAt,
    endsAt,
    files,
    gaps,
    fundingSource: funding.source,
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
