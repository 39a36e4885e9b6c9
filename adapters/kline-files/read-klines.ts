import { MINUTE_MS } from '../../core/market/bar.ts';
import { eachRow, ENOUGH } from './csv-rows.ts';
import { listKlineFiles } from './kline-file-names.ts';
import { isHeader, parseKlineRow, timeUnitOf } from './kline-row.ts';
import type { TimeUnit } from './kline-row.ts';
import { KlineTable } from './kline-table.ts';
import type { MissingRange } from './kline-table.ts';
import { MarketFileError } from './market-file-error.ts';

export interface KlineFilesOptions {
  /** A CSV or CSV.gz file in Binance Vision's 12 columns, or a directory of such files. */
  readonly path: string;
  readonly symbol: string;
  /** Only bars with openTime in [from, to), epoch ms. */
  readonly from?: number;
  readonly to?: number;
}

export interface KlineHistory {
  readonly table: KlineTable;
  /** Minutes missing between the first bar and the last: reported, never filled. */
  readonly gaps: readonly MissingRange[];
  /** The files read, in the order of their minutes. */
  readonly files: readonly string[];
}

/**
 * Reads 1-minute klines, with or without header, times in milliseconds or microseconds. Minutes without trades are kept as
 * they are recorded. Streams: memory is that of the table.
 * @throws MarketFileError naming file and line for anything that is not a kline, is double, out of order, or in two files;
 *   and when nothing lies in the time asked for.
 */
export async function readKlineFiles(options: KlineFilesOptions): Promise<KlineHistory> {
  const from = options.from ?? -Infinity;
  const to = options.to ?? Infinity;
  const files = await inOrder(await listKlineFiles(options.path, { symbol: options.symbol, from, to }));
  const table = new KlineTable();
  let last: LastRow | undefined;
  for (const file of files) last = await appendFile(file, table, from, to, last);
  if (table.length === 0) {
    throw new MarketFileError(options.path, undefined, `it has no minute ${rangeText(from, to)}`);
  }
  table.trim();
  return { table, gaps: table.gaps(), files };
}

interface LastRow {
  readonly file: string;
  readonly line: number;
  readonly openTime: number;
}

async function appendFile(
  file: string,
  table: KlineTable,
  from: number,
  to: number,
  before: LastRow | undefined,
): Promise<LastRow | undefined> {
  let last = before;
  let unit: TimeUnit | undefined;
  await eachRow(file, (cells, line) => {
    try {
      if (line === 1 && isHeader(cells)) return undefined;
      unit ??= timeUnitOf(cells);
      const bar = parseKlineRow(cells, unit);
      if (last && bar.openTime <= last.openTime) throw new RangeError(orderReason(bar.openTime, file, last));
      last = { file, line, openTime: bar.openTime };
      if (bar.openTime >= from && bar.openTime < to) table.push(bar);
      return undefined;
    } catch (error) {
      if (error instanceof RangeError) throw new MarketFileError(file, line, error.message);
      throw error;
    }
  });
  return last;
}

function orderReason(openTime: number, file: string, last: LastRow): string {
  const minute = minuteText(openTime);
  if (last.file !== file) {
    return `${minute} overlaps ${last.file}, which reaches to ${minuteText(last.openTime)}; every minute belongs in one file only`;
  }
  const previous = `line ${last.line} (${minuteText(last.openTime)})`;
  if (openTime === last.openTime)
    return `${minute} is there twice, here and in ${previous}; each minute belongs in once`;
  const due = minuteText(last.openTime + MINUTE_MS);
  return `${minute} is out of order after ${previous}; the next minute should be ${due} or later`;
}

/** By first open time, so that names don't matter. */
async function inOrder(files: readonly string[]): Promise<string[]> {
  if (files.length === 1) return [...files];
  const firsts = new Map<string, number>();
  for (const file of files) firsts.set(file, await firstOpenTime(file));
  return [...files].sort((a, b) => firsts.get(a)! - firsts.get(b)!);
}

async function firstOpenTime(file: string): Promise<number> {
  let first: number | undefined;
  await eachRow(file, (cells, line) => {
    try {
      if (line === 1 && isHeader(cells)) return undefined;
      first = parseKlineRow(cells, timeUnitOf(cells)).openTime;
      return ENOUGH;
    } catch (error) {
      if (error instanceof RangeError) throw new MarketFileError(file, line, error.message);
      throw error;
    }
  });
  if (first === undefined) throw new MarketFileError(file, undefined, 'it holds no kline');
  return first;
}

function rangeText(from: number, to: number): string {
  const parts = [];
  if (Number.isFinite(from)) parts.push(`from ${minuteText(from)}`);
  if (Number.isFinite(to)) parts.push(`before ${minuteText(to)}`);
  return parts.join(' and ') || 'at all';
}

/** e.g. 2022-05-01 22:26 UTC */
export function minuteText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
