import { MINUTE_MS } from '../../core/market/bar.ts';
import { dateOf } from '../../core/pipeline/data-interval.ts';
import {
  countMissingSettlements,
  minutesIn,
  missingSettlements,
  settlementSlot,
} from '../../core/pipeline/backfill/gaps.ts';
import type { TimeRange } from '../../core/pipeline/backfill/gaps.ts';
import type { RawHistory, RawRow } from '../exchange/raw-history.ts';
import { minuteText } from '../kline-files/read-klines.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import type { BronzeTable } from './load-archive-file.ts';
import { countRestRows, missingMinutes, storedSettlements } from './stored-times.ts';

export interface FillOptions {
  readonly lake: Lakehouse;
  readonly history: RawHistory;
  readonly signal?: AbortSignal;
  readonly onDoing?: (what: string) => void;
  /** Our clock, epoch ms. */
  readonly now: () => number;
  /** When the whole back-fill began: rows that came since are its own, though from an attempt that was killed. */
  readonly since: number;
}

/** The rows by REST since the back-fill began, and what it does not have either. */
export interface FillResult {
  readonly rows: number;
  readonly missing: number;
}

/** A minute this young may simply not be there yet: it does not count as missing. */
const YOUNG_MS = 5 * MINUTE_MS;

/**
 * Asks REST for the minutes of [from, to) that bronze lacks, and adds them. Rests on what is in bronze, not on what was
 * done before: a second run asks for the rest, and adds nothing that is there. Pages that came before a failure are kept.
 * @throws ExchangeError
 */
export async function fillKlines(symbol: string, range: TimeRange, options: FillOptions): Promise<FillResult> {
  const { lake, history, now } = options;
  const whole = { from: Math.ceil(range.from / MINUTE_MS) * MINUTE_MS, to: floorToMinute(Math.min(range.to, now())) };
  for (const gap of await missingMinutes(lake, symbol, whole)) {
    options.onDoing?.(`asking for klines from ${minuteText(gap.from)} by REST`);
    const place: Place = { table: 'bronze/kline_1m', symbol, origin: '/fapi/v1/klines' };
    await addPages(place, history.klinePages(symbol, gap.from, gap.to), options, () => true);
  }
  const rows = await countRestRows(lake, 'bronze/kline_1m', symbol, whole, options.since);
  const old = { from: whole.from, to: Math.min(whole.to, floorToMinute(now() - YOUNG_MS)) };
  return { rows, missing: minutesIn(await missingMinutes(lake, symbol, old)) };
}

/** The same for funding settlements. @throws ExchangeError */
export async function fillFunding(symbol: string, range: TimeRange, options: FillOptions): Promise<FillResult> {
  const { lake, history, now } = options;
  const until = { from: range.from, to: Math.min(range.to, now()) };
  const known = await storedSettlements(lake, symbol, until);
  const gap = missingSettlements(known, until);
  if (gap) {
    options.onDoing?.(`asking for funding rates from ${minuteText(gap.from)} by REST`);
    const there = new Set(known.map(settlementSlot));
    const place: Place = { table: 'bronze/funding', symbol, origin: '/fapi/v1/fundingRate' };
    const isNew = ({ time }: RawRow): boolean => !there.has(settlementSlot(time));
    await addPages(place, history.fundingPages(symbol, gap.from, gap.to), options, isNew);
  }
  const rows = await countRestRows(lake, 'bronze/funding', symbol, until, options.since);
  const after = await storedSettlements(lake, symbol, until);
  return {
    rows,
    missing: countMissingSettlements(after, { from: until.from, to: Math.min(until.to, now() - YOUNG_MS) }),
  };
}

interface Place {
  readonly table: BronzeTable;
  readonly symbol: string;
  readonly origin: string;
}

/** Adds all pages in one commit, also those before one that failed. */
async function addPages(
  place: Place,
  pages: AsyncIterable<readonly RawRow[]>,
  { lake, signal, now }: FillOptions,
  isWanted: (row: RawRow) => boolean,
): Promise<void> {
  const rows: (RawRow & { readonly receivedAt: number })[] = [];
  try {
    for await (const page of pages) {
      signal?.throwIfAborted();
      const receivedAt = now();
      rows.push(...page.filter(isWanted).map((row) => ({ ...row, receivedAt })));
    }
  } finally {
    if (rows.length > 0) await (await lake.table(place.table)).append(columnsOf(place, rows));
  }
}

function columnsOf({ symbol, origin }: Place, rows: readonly (RawRow & { readonly receivedAt: number })[]) {
  return {
    symbol: rows.map(() => symbol),
    source: rows.map(() => 'rest'),
    origin: rows.map(() => origin),
    event_time: rows.map(({ time }) => time),
    receive_time: rows.map(({ receivedAt }) => receivedAt),
    payload: rows.map(({ payload }) => payload),
    date: rows.map(({ time }) => dateOf(time)),
  };
}

function floorToMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
