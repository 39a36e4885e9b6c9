import type { ArchiveKind } from '../../core/pipeline/backfill/archive-files.ts';

/** A file that an archive has. */
export interface ArchiveFile {
  /** e.g. BTCUSDT-1m-2022-01.zip */
  readonly name: string;
  readonly kind: ArchiveKind;
  readonly symbol: string;
  /** The rows that it should hold, [from, to), epoch ms; absent where the name doesn't say. */
  readonly bounds?: { readonly from: number; readonly to: number };
  /** What the CHECKSUM beside it says, hex; absent where there is none. */
  readonly sha256?: string;
}

/** A file as it came, on this machine. */
export interface FetchedFile {
  readonly path: string;
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ListRequest {
  readonly kind: ArchiveKind;
  readonly symbol: string;
  /** [from, to), epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Our clock, epoch ms: what has not ended by then can't have been published. */
  readonly now: number;
}

/** Where files of recorded market data come from. */
export interface Archive {
  /** Names it in sentences. */
  readonly description: string;
  /**
   * The files with rows of [from, to), ascending; a month or day that is not there (yet) is left out. A month's file is
   * listed in the place of those of its days.
   * @throws ArchiveError
   */
  list(request: ListRequest, options?: FetchOptions): Promise<ArchiveFile[]>;
  /**
   * The file on this machine, its checksum compared where there is one; what is written goes into `folder`.
   * @throws ArchiveError
   */
  fetch(file: ArchiveFile, folder: string, options?: FetchOptions): Promise<FetchedFile>;
}

/**
 * What went wrong with an archive.
 *
 * - `unavailable`: it can't be reached, is slow, fails or asks for patience (`retryAfterMs`): ask again later.
 * - `damaged`: what arrived is not what the archive holds (cut off, another checksum, a web page): fetch it again.
 * - `refused`: it will not answer this request, now or later.
 * - `content`: the file arrived as it was published, and its rows are not what they should be: no retry helps.
 */
export type ArchiveErrorKind = 'unavailable' | 'damaged' | 'refused' | 'content';

/** The only error of the archive's adapters. The message is a sentence that names the file, and the line where there is one. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
  readonly kind: ArchiveErrorKind;
  readonly retryAfterMs: number;

  constructor(kind: ArchiveErrorKind, message: string, { retryAfterMs = 0 }: { readonly retryAfterMs?: number } = {}) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
