import { dateOf } from '../data-interval.ts';
import { changedAnything } from './backfill.ts';
import type { BackfillProgress, BackfillTotals } from './backfill.ts';

/** How far the activity is with the part it works on: the details of its heartbeat. */
export interface PartHeartbeat {
  readonly part: string;
  readonly totals: BackfillTotals;
  /** What it is doing, e.g. "fetching BTCUSDT-1m-2022-01.zip". */
  readonly doing: string;
}

/**
 * One line for a terminal: what is done, how fast, and how long the rest may take.
 * @param now our clock, epoch ms.
 */
export function progressLine(progress: BackfillProgress, now: number): string {
  const { parts, partsDone, failed, startedAt, finishedAt } = progress;
  const seconds = Math.max(0, (finishedAt ?? now) - startedAt) / 1_000;
  const facts = [`${partsDone} of ${parts} ${parts === 1 ? 'part' : 'months'}`, ...totalsFacts(progress.totals)];
  const rate = rowsPerSecond(progress.totals, seconds);
  if (rate !== undefined) facts.push(`${grouped(rate)} rows/s`);
  if (failed.length > 0) facts.push(`${failed.length} failed`);
  const left = secondsLeft(progress, seconds);
  if (left !== undefined) facts.push(`about ${durationText(left)} left`);
  return `${subject(progress)}: ${facts.join(', ')}`;
}

/** What came of it, in one sentence. A run that found everything in place says "unchanged". */
export function outcomeText(progress: BackfillProgress): string {
  const { totals, failed } = progress;
  const what = changedAnything(totals) ? totalsFacts(totals).join(', ') : `unchanged, ${filesText(totals)}`;
  const missing =
    totals.missing === 0 ? '' : `; ${grouped(totals.missing)} are on the exchange neither in files nor by REST`;
  const failures = failed.length === 0 ? '' : `; ${failed.length} of ${progress.parts} failed`;
  return `${subject(progress)}: ${what}${missing}${failures}`;
}

function subject({ symbol, kind, from, to }: BackfillProgress): string {
  return `${kind} ${symbol}, ${dateOf(from)} to ${dateOf(to - 1)}`;
}

function totalsFacts(totals: BackfillTotals): string[] {
  const rest = totals.restRows === 0 ? [] : [`${grouped(totals.restRows)} rows by REST`];
  return [filesText(totals), `${grouped(totals.fileRows)} rows from files`, ...rest, sizeText(totals.bytes)];
}

function filesText({ filesLoaded, filesUnchanged }: BackfillTotals): string {
  return `${grouped(filesLoaded)} ${filesLoaded === 1 ? 'file' : 'files'} loaded and ${grouped(filesUnchanged)} as they were`;
}

function rowsPerSecond({ fileRows, restRows }: BackfillTotals, seconds: number): number | undefined {
  return seconds < 1 || fileRows + restRows === 0 ? undefined : Math.round((fileRows + restRows) / seconds);
}

/** By the parts done so far; undefined before the first and after the last. */
function secondsLeft({ parts, partsDone }: BackfillProgress, seconds: number): number | undefined {
  return partsDone === 0 || partsDone >= parts ? undefined : (seconds / partsDone) * (parts - partsDone);
}

/** e.g. 1,440 */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
