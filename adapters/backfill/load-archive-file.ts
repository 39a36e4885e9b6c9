import { extractCsv } from '../archive/extract-csv.ts';
import type { Archive, ArchiveFile } from '../archive/port.ts';
import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import type { LakeTable } from '../lakehouse/tables/all-tables.ts';
import type { ArchiveKind } from '../../core/pipeline/backfill/archive-files.ts';
import { loadTransaction, newestLoad, sizeOfLoad } from './archive-files-table.ts';
import type { LoadedFile } from './archive-files-table.ts';
import { checkLines } from './csv-lines.ts';
import type { CheckedLines } from './csv-lines.ts';
import { checkRows } from './row-checks.ts';

/** The table of bronze that a kind of file goes into. */
export const TABLE_OF_KIND = {
  klines: 'bronze/kline_1m',
  aggTrades: 'bronze/agg_trade',
  fundingRate: 'bronze/funding',
  bookDepth: 'bronze/book_depth',
} as const satisfies Record<ArchiveKind, LakeTable>;

export type BronzeTable = (typeof TABLE_OF_KIND)[ArchiveKind];

export interface LoadOptions {
  readonly lake: Lakehouse;
  readonly archive: Archive;
  readonly signal?: AbortSignal;
  /** Told what begins, e.g. "fetching BTCUSDT-1m-2022-01.zip". */
  readonly onDoing?: (what: string) => void;
  /** Our clock, epoch ms. */
  readonly now: () => number;
  /** When the whole back-fill began: what was loaded since is its own doing, though by an attempt that was killed. */
  readonly since: number;
}

/** What became of a file: its rows and bytes when they came into bronze, nothing when they were there already. */
export type LoadResult =
  { readonly status: 'unchanged' } | { readonly status: 'loaded'; readonly rows: number; readonly bytes: number };

/**
 * Brings one file into bronze in one commit, unless the newest load of it had the same checksum. A wrong file leaves
 * bronze as it was.
 * @throws ArchiveError
 */
export async function loadArchiveFile(file: ArchiveFile, options: LoadOptions): Promise<LoadResult> {
  const { lake, archive, signal, onDoing = () => undefined, now } = options;
  const before = await newestLoad(lake, file);
  const asBefore = async ({ time }: LoadedFile): Promise<LoadResult> =>
    time < options.since ? { status: 'unchanged' } : { status: 'loaded', ...(await sizeOfLoad(lake, file.name)) };
  if (before && before.sha256 === file.sha256) return asBefore(before);
  return lake.engine.withFolder(async (folder) => {
    onDoing(`fetching ${file.name}`);
    const fetched = await archive.fetch(file, folder, { signal });
    const receivedAt = now();
    if (before?.sha256 === fetched.sha256) return asBefore(before);
    onDoing(`unpacking ${file.name}`);
    const csv = await extractCsv(fetched.path, file.name, folder);
    onDoing(`checking ${file.name}`);
    await checkRows(csv, file);
    signal?.throwIfAborted();
    const transaction = loadTransaction(file.name, fetched.sha256, before);
    const table = await lake.table(TABLE_OF_KIND[file.kind]);
    const lines = await lake.engine.withConnection(async (connection) => {
      const checked = await checkLines(connection, csv, file);
      onDoing(`writing ${checked.rows} rows of ${file.name}`);
      await table.append({ connection, select: bronzeRows(checked, file, receivedAt) }, { transaction });
      return checked;
    });
    const files = await lake.table('bronze/archive_files');
    await files.append(fileRow(file, fetched, lines, now()), { transaction });
    return { status: 'loaded', rows: lines.rows, bytes: fetched.bytes };
  });
}

function bronzeRows({ select }: CheckedLines, { name, symbol }: ArchiveFile, receivedAt: number): string {
  return `SELECT ${literal(symbol)} AS symbol, 'archive' AS source, ${literal(name)} AS origin,
    CAST(make_timestamp(event_ms * 1000) AS TIMESTAMPTZ) AS event_time,
    CAST(make_timestamp(${receivedAt} * 1000) AS TIMESTAMPTZ) AS receive_time, payload,
    CAST(make_timestamp(event_ms * 1000) AS DATE) AS date, NULL AS hour FROM (${select})`;
}

function fileRow(file: ArchiveFile, fetched: { sha256: string; bytes: number }, lines: CheckedLines, now: number) {
  return {
    file: [file.name],
    kind: [file.kind],
    symbol: [file.symbol],
    from: [file.bounds?.from ?? lines.first],
    to: [file.bounds?.to ?? lines.last + 1],
    sha256: [fetched.sha256],
    verified: [file.sha256 !== undefined],
    bytes: [fetched.bytes],
    rows: [lines.rows],
    loaded_time: [now],
  };
}
