import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArchiveFileName } from '../../core/pipeline/backfill/archive-files.ts';
import type { ArchiveFileName, ArchiveKind } from '../../core/pipeline/backfill/archive-files.ts';
import { checkSha256, hashFile, readChecksumFile } from './checksum.ts';
import { ArchiveError } from './port.ts';
import type { Archive, ArchiveFile, FetchedFile, ListRequest } from './port.ts';

/** Of a month that is there in several forms, the first of these. */
const ENDINGS = ['.zip', '.csv.gz', '.csv'];

/** Settlements of many years under a name of their own, e.g. BTCUSDT_funding_8h.csv. */
const FUNDING_OF_ALL_TIMES = /funding.*\.csv(\.gz)?$/i;

/** Files in a folder of this machine, under the archive's names (.zip, .csv.gz or .csv), with or without CHECKSUM files. */
export class FolderArchive implements Archive {
  readonly description: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.description = folder;
  }

  async list({ kind, symbol, from, to }: ListRequest): Promise<ArchiveFile[]> {
    const names = await this.#names();
    const dated = names
      .map((name) => parseArchiveFileName(name))
      .filter((file) => file?.kind === kind && file.symbol === symbol && file.to > from && file.from < to)
      .filter((file) => file !== undefined);
    const files = withoutDoubles(dated).map(({ name, ...named }) => ({
      name,
      kind,
      symbol,
      bounds: { from: named.from, to: named.to },
    }));
    const undated = undatedNames(names, kind, symbol).map((name) => ({ name, kind, symbol }));
    return Promise.all([...files, ...undated].map(async (file) => this.#withChecksum(file, names)));
  }

  async fetch(file: ArchiveFile): Promise<FetchedFile> {
    const place = path.join(this.#folder, file.name);
    try {
      const { sha256, bytes } = await hashFile(place);
      checkSha256(file.name, sha256, file.sha256);
      return { path: place, sha256, bytes };
    } catch (error) {
      if (error instanceof ArchiveError) throw error;
      throw new ArchiveError('refused', `${place} can't be read: ${(error as Error).message}`);
    }
  }

  async #withChecksum(file: ArchiveFile, names: readonly string[]): Promise<ArchiveFile> {
    const beside = `${file.name}.CHECKSUM`;
    if (!names.includes(beside)) return file;
    return { ...file, sha256: readChecksumFile(await readFile(path.join(this.#folder, beside), 'utf8'), file.name) };
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).sort();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason =
        code === 'ENOENT' ? 'there is no such folder' : code === 'ENOTDIR' ? 'it is not a folder' : message;
      throw new ArchiveError(
        'refused',
        `${this.#folder}: ${reason}; right is a folder with files such as BTCUSDT-1m-2022-01.csv.gz`,
      );
    }
  }
}

/** A period once, and no day whose month is there; ascending. */
function withoutDoubles(files: readonly ArchiveFileName[]): ArchiveFileName[] {
  const best = new Map<string, ArchiveFileName>();
  for (const file of files) {
    const period = `${file.period} ${file.from}`;
    const other = best.get(period);
    if (!other || rank(file.name) < rank(other.name)) best.set(period, file);
  }
  const kept = [...best.values()];
  const months = kept.filter(({ period }) => period === 'monthly');
  return kept
    .filter(
      (file) => file.period === 'monthly' || !months.some((month) => file.from >= month.from && file.to <= month.to),
    )
    .sort((a, b) => a.from - b.from);
}

function rank(name: string): number {
  return ENDINGS.findIndex((ending) => name.endsWith(ending));
}

function undatedNames(names: readonly string[], kind: ArchiveKind, symbol: string): string[] {
  if (kind !== 'fundingRate') return [];
  return names.filter(
    (name) => name.startsWith(symbol) && FUNDING_OF_ALL_TIMES.test(name) && parseArchiveFileName(name) === undefined,
  );
}
