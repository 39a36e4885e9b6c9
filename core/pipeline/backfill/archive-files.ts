import { DAY_MS } from '../../market/bar.ts';
import { dateOf } from '../data-interval.ts';

/** What Binance's archive has, in its own words. */
export type ArchiveKind = 'klines' | 'aggTrades' | 'fundingRate' | 'bookDepth';

export const ARCHIVE_KINDS: readonly ArchiveKind[] = ['klines', 'aggTrades', 'fundingRate', 'bookDepth'];

/** Whether a file holds a month or a day of exchange time. */
export type ArchivePeriod = 'monthly' | 'daily';

/** A file of the archive by its name, e.g. BTCUSDT-1m-2022-01.zip: rows of [from, to), epoch ms, both at 00:00 UTC. */
export interface ArchiveFileName {
  readonly name: string;
  readonly kind: ArchiveKind;
  readonly symbol: string;
  readonly period: ArchivePeriod;
  readonly from: number;
  readonly to: number;
}

/** The middle of a file's name: the klines are those of one minute. */
const WORD: Readonly<Record<ArchiveKind, string>> = {
  klines: '1m',
  aggTrades: 'aggTrades',
  fundingRate: 'fundingRate',
  bookDepth: 'bookDepth',
};

/** Whole months are asked for as one file. A month of aggregate trades would be gigabytes: those are taken by the day. */
export const LOADED_BY_MONTH: Readonly<Record<ArchiveKind, boolean>> = {
  klines: true,
  aggTrades: false,
  fundingRate: true,
  bookDepth: false,
};

/** Whether the archive has files of single days of it: funding rates are there by the month only. */
export const HAS_DAILY_FILES: Readonly<Record<ArchiveKind, boolean>> = {
  klines: true,
  aggTrades: true,
  fundingRate: false,
  bookDepth: true,
};

const NAME = /^([A-Z0-9_]+)-(1m|aggTrades|fundingRate|bookDepth)-(\d{4})-(\d{2})(?:-(\d{2}))?\.(?:zip|csv|csv\.gz)$/;

/** Undefined for a name of another kind, or of a day that the calendar doesn't have. */
export function parseArchiveFileName(name: string): ArchiveFileName | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, symbol, word, year, month, day] = match as unknown as [string, string, string, string, string, string?];
  const kind = ARCHIVE_KINDS.find((candidate) => WORD[candidate] === word);
  if (kind === undefined) return undefined;
  const from = Date.UTC(Number(year), Number(month) - 1, Number(day ?? '1'));
  if (dateOf(from) !== `${year}-${month}-${day ?? '01'}`) return undefined;
  if (day !== undefined) return { name, kind, symbol, period: 'daily', from, to: from + DAY_MS };
  return { name, kind, symbol, period: 'monthly', from, to: startOfNextMonth(from) };
}

/** The archive's own file of the month that contains `time`. */
export function monthlyFile(kind: ArchiveKind, symbol: string, time: number): ArchiveFileName {
  const from = startOfMonth(time);
  const name = `${symbol}-${WORD[kind]}-${monthOf(from)}.zip`;
  return { name, kind, symbol, period: 'monthly', from, to: startOfNextMonth(from) };
}

/** The archive's own file of the UTC day that contains `time`. */
export function dailyFile(kind: ArchiveKind, symbol: string, time: number): ArchiveFileName {
  const from = Math.floor(time / DAY_MS) * DAY_MS;
  const name = `${symbol}-${WORD[kind]}-${dateOf(from)}.zip`;
  return { name, kind, symbol, period: 'daily', from, to: from + DAY_MS };
}

/** Where the file lies below the archive's address, as on data.binance.vision. */
export function archivePath({ name, kind, symbol, period }: ArchiveFileName): string {
  const interval = kind === 'klines' ? '/1m' : '';
  return `data/futures/um/${period}/${kind}/${symbol}${interval}/${name}`;
}

/** The month that contains `time` as text, e.g. 2022-01. */
export function monthOf(time: number): string {
  return dateOf(time).slice(0, 7);
}

/** 00:00 UTC of the first day of the month that contains `time`, epoch ms. */
export function startOfMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** 00:00 UTC of the first day of the month after the one that contains `time`, epoch ms. */
export function startOfNextMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
