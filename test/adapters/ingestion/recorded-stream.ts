import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context } from 'mocha';
import { Decimal } from 'decimal.js';
import { lacking } from '../../house/toolchain.ts';

const FILE = path.resolve(
  import.meta.dirname,
  '../../../../shared/data/ws_recorded/usdm_btcusdt_20240808_2354-2359_hftbacktest.gz',
);

/** The recording of 8 August 2024: raw messages of BTCUSDT's futures streams over 345 s, and one REST book. */
export interface RecordedStream {
  readonly trades: readonly RecordedTrade[];
  readonly depths: readonly RecordedDepth[];
  readonly tickers: readonly RecordedTicker[];
  readonly snapshot: { readonly lastUpdateId: number; readonly bids: Level[]; readonly asks: Level[] };
}

export type Level = readonly [price: string, quantity: string];

export interface RecordedTrade {
  readonly E: number;
  readonly T: number;
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly m: boolean;
}

export interface RecordedDepth {
  readonly E: number;
  readonly T: number;
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: readonly Level[];
  readonly a: readonly Level[];
}

export interface RecordedTicker {
  readonly u: number;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
}

/** Reads the recording; skips the suite where it isn't there. */
export function readRecordedStream(context: Context): RecordedStream {
  if (!existsSync(FILE)) lacking(context, 'the recorded futures stream of 2024-08-08 is not beside the checkout');
  const trades: RecordedTrade[] = [];
  const depths: RecordedDepth[] = [];
  const tickers: RecordedTicker[] = [];
  let snapshot: RecordedStream['snapshot'] | undefined;
  for (const line of gunzipSync(readFileSync(FILE)).toString('utf8').split('\n')) {
    if (line === '') continue;
    const message = JSON.parse(line.slice(line.indexOf(' ') + 1)) as { stream?: string; data?: { e?: string } };
    const { data } = message;
    if (data === undefined) snapshot = message as unknown as RecordedStream['snapshot'];
    else if (data.e === 'trade') trades.push(data as unknown as RecordedTrade);
    else if (data.e === 'depthUpdate') depths.push(data as unknown as RecordedDepth);
    else if (data.e === 'bookTicker') tickers.push(data as unknown as RecordedTicker);
  }
  if (!snapshot) throw new Error('the recording has no book to begin with');
  return { trades, depths, tickers, snapshot };
}

/**
 * Aggregate trades of single ones, by Binance's rule: trades that follow each other at one price, at one time, on one
 * side are one. Ids are numbered from 1, as the recording has none.
 */
export function aggregated(trades: readonly RecordedTrade[]): Record<string, unknown>[] {
  const groups: RecordedTrade[][] = [];
  for (const trade of trades) {
    const last = groups.at(-1)?.at(-1);
    if (last && last.p === trade.p && last.T === trade.T && last.m === trade.m) groups.at(-1)!.push(trade);
    else groups.push([trade]);
  }
  return groups.map((group, index) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const q = group.reduce((sum, trade) => sum.plus(trade.q), new Decimal(0)).toFixed(3);
    const ids = { a: index + 1, f: first.t, l: last.t };
    return { e: 'aggTrade', E: last.E, s: 'BTCUSDT', ...ids, p: first.p, q, nq: q, T: first.T, m: first.m };
  });
}

/**
 * Books of 20 levels a side out of the REST book and the changes after it: the state after the last change of each 100 ms
 * of event time. @returns the books, how many changes were applied, how many were older than the REST book.
 */
export function booksOf({ snapshot, depths }: RecordedStream): {
  books: Record<string, unknown>[];
  applied: number;
  older: number;
} {
  const sides = { b: byPrice(snapshot.bids), a: byPrice(snapshot.asks) };
  const books: Record<string, unknown>[] = [];
  let applied = 0;
  let previous: RecordedDepth | undefined;
  let sent = snapshot.lastUpdateId;
  const tell = (depth: RecordedDepth): void => {
    const b = topOf(sides.b, -1);
    const a = topOf(sides.a, 1);
    books.push({ e: 'depthUpdate', E: depth.E, T: depth.T, s: 'BTCUSDT', U: sent + 1, u: depth.u, pu: sent, b, a });
    sent = depth.u;
  };
  const newer = depths.filter(({ u }) => u >= snapshot.lastUpdateId);
  for (const depth of newer) {
    if (previous && Math.floor(depth.E / 100) !== Math.floor(previous.E / 100)) tell(previous);
    if (previous && depth.pu !== previous.u) throw new Error(`the recording lacks changes before ${depth.u}`);
    for (const side of ['b', 'a'] as const) {
      for (const [price, quantity] of depth[side]) {
        if (Number(quantity) === 0) sides[side].delete(Number(price));
        else sides[side].set(Number(price), [price, quantity]);
      }
    }
    applied += 1;
    previous = depth;
  }
  if (previous) tell(previous);
  return { books, applied, older: depths.length - newer.length };
}

function byPrice(levels: readonly Level[]): Map<number, Level> {
  return new Map(levels.map((level) => [Number(level[0]), level]));
}

/** The 20 best: the lowest prices (1), or the highest (-1). */
function topOf(side: ReadonlyMap<number, Level>, direction: 1 | -1): Level[] {
  const prices = Float64Array.from(side.keys()).sort();
  const best = direction === 1 ? prices.subarray(0, 20) : prices.subarray(-20).reverse();
  return [...best].map((price) => side.get(price)!);
}
