import type { UtcDate } from '../data-interval.ts';
import { startOfDate } from '../data-interval.ts';
import type { ArchiveKind } from './archive-files.ts';
import { ARCHIVE_KINDS, monthOf, startOfNextMonth } from './archive-files.ts';

/** Where files come from: Binance's archive (or a mirror of its layout) by HTTP, or a folder that the worker can read. */
export type ArchiveSource =
  { readonly kind: 'http'; readonly baseUrl: string } | { readonly kind: 'folder'; readonly folder: string };

/** What to load into bronze. Everything but symbol and kind has a default. */
export interface BackfillRequest {
  readonly symbol: string;
  readonly kind: ArchiveKind;
  /** First day, 2019-09-01 by default: the month in which the contract began. */
  readonly from?: UtcDate;
  /** First day that is not loaded any more; by default up to now. */
  readonly to?: UtcDate;
  /** The worker's own archive by default. */
  readonly archive?: ArchiveSource;
  /** Whether what the archive lacks is asked for by REST (klines and funding); true by default, false with a folder. */
  readonly rest?: boolean;
  /** Months that are worked on at once; 2 by default. */
  readonly atOnce?: number;
}

export const FIRST_DAY: UtcDate = '2019-09-01';
export const MONTHS_AT_ONCE = 2;
const MOST_AT_ONCE = 8;

/** Name of the workflow, and of its query that answers with BackfillProgress. */
export const BACKFILL_WORKFLOW = 'backfillWorkflow';
export const BACKFILL_PROGRESS_QUERY = 'progress';

/** Workflow id: one back-fill of a symbol and kind at a time. */
export function backfillWorkflowId(symbol: string, kind: ArchiveKind): string {
  return `backfill-${symbol}-${kind}`;
}

/** What one step of a back-fill is about: [from, to), epoch ms, within one month, or all of it for a folder's funding file. */
export interface BackfillPart {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The parts of a back-fill, ascending.
 * @param now our clock, epoch ms: where it ends when the request doesn't say.
 * @throws RangeError with a sentence for a request that can't be.
 */
export function backfillParts(request: BackfillRequest, now: number): BackfillPart[] {
  checkRequest(request);
  const from = startOfDate(request.from ?? FIRST_DAY);
  const end = request.to === undefined ? now : startOfDate(request.to);
  const to = Math.min(end, now);
  const asked = `from ${request.from ?? FIRST_DAY}`;
  if (from >= now) throw new RangeError(`${asked} lies in the future: there is nothing to load`);
  if (from >= end) throw new RangeError(`${asked} to ${request.to} is empty: the end comes after the start`);
  // A folder's funding file is of many years: as one part it is read once.
  if (request.kind === 'fundingRate' && request.archive?.kind === 'folder') return [{ label: 'all', from, to }];
  const parts: BackfillPart[] = [];
  for (let start = from; start < to; start = startOfNextMonth(start)) {
    parts.push({ label: monthOf(start), from: start, to: Math.min(startOfNextMonth(start), to) });
  }
  return parts;
}

function checkRequest({ symbol, kind, atOnce = MONTHS_AT_ONCE }: BackfillRequest): void {
  if (!/^[A-Z0-9]+$/.test(symbol)) throw new RangeError(`"${symbol}" is not a symbol; right is one such as BTCUSDT`);
  if (!ARCHIVE_KINDS.includes(kind)) {
    throw new RangeError(`"${String(kind)}" is not a kind of the archive; right is one of ${ARCHIVE_KINDS.join(', ')}`);
  }
  if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > MOST_AT_ONCE) {
    throw new RangeError(`${atOnce} months at once can't be; right is a whole number from 1 to ${MOST_AT_ONCE}`);
  }
}

/** What became of one part, or of all so far. */
export interface BackfillTotals {
  /** Files whose rows came into bronze. */
  readonly filesLoaded: number;
  /** Files whose rows were there already, from a file with the same checksum. */
  readonly filesUnchanged: number;
  /** Rows that came from files. */
  readonly fileRows: number;
  /** Bytes of the files as they came. */
  readonly bytes: number;
  /** Rows that came by REST. */
  readonly restRows: number;
  /** Minutes, or settlements, that neither the archive nor REST has; unknown (0) when REST was not asked. */
  readonly missing: number;
}

export const NOTHING_LOADED: BackfillTotals = {
  filesLoaded: 0,
  filesUnchanged: 0,
  fileRows: 0,
  bytes: 0,
  restRows: 0,
  missing: 0,
};

export function addTotals(a: BackfillTotals, b: BackfillTotals): BackfillTotals {
  return {
    filesLoaded: a.filesLoaded + b.filesLoaded,
    filesUnchanged: a.filesUnchanged + b.filesUnchanged,
    fileRows: a.fileRows + b.fileRows,
    bytes: a.bytes + b.bytes,
    restRows: a.restRows + b.restRows,
    missing: a.missing + b.missing,
  };
}

/** A part that could not be loaded, and why: the others go on. */
export interface FailedPart {
  readonly part: string;
  readonly sentence: string;
}

/** How far a back-fill is: the workflow's query answers with it, and it is the workflow's result. */
export interface BackfillProgress {
  readonly symbol: string;
  readonly kind: ArchiveKind;
  /** [from, to), epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly parts: number;
  readonly partsDone: number;
  readonly totals: BackfillTotals;
  readonly failed: readonly FailedPart[];
  /** Our clock, epoch ms. */
  readonly startedAt: number;
  readonly finishedAt?: number;
}

/** Whether anything came into bronze. */
export function changedAnything({ filesLoaded, restRows }: BackfillTotals): boolean {
  return filesLoaded > 0 || restRows > 0;
}
