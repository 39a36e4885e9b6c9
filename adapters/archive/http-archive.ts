import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import axios from 'axios';
import type { AxiosInstance } from 'axios';
import { DAY_MS } from '../../core/market/bar.ts';
import {
  archivePath,
  dailyFile,
  HAS_DAILY_FILES,
  LOADED_BY_MONTH,
  monthlyFile,
  parseArchiveFileName,
} from '../../core/pipeline/backfill/archive-files.ts';
import type { ArchiveFileName } from '../../core/pipeline/backfill/archive-files.ts';
import { checkSha256, readChecksumFile } from './checksum.ts';
import { checkAnswer, unavailable } from './http-answer.ts';
import { ArchiveError } from './port.ts';
import type { Archive, ArchiveFile, FetchedFile, FetchOptions, ListRequest } from './port.ts';

export interface HttpArchiveOptions {
  /** Below which `data/futures/um/…` lies, e.g. https://data.binance.vision. */
  readonly baseUrl: string;
  /** How long an answer may take to begin, ms; 30,000 by default. */
  readonly answerTimeoutMs?: number;
  /** How long a file may send nothing, ms; 30,000 by default. */
  readonly stallTimeoutMs?: number;
}

export const BINANCE_VISION = 'https://data.binance.vision';

/** A month's file appears some days into the next one; until then its days are asked for. */
const MONTH_IS_LATE_MS = 35 * DAY_MS;

/** Binance Vision, or a mirror of its layout. One request at a time for each call; a 404 means that a file isn't there (yet). */
export class HttpArchive implements Archive {
  readonly description: string;
  readonly #client: AxiosInstance;
  readonly #answerTimeoutMs: number;
  readonly #stallTimeoutMs: number;

  /** @throws RangeError for an address that is none. */
  constructor({ baseUrl, answerTimeoutMs = 30_000, stallTimeoutMs = 30_000 }: HttpArchiveOptions) {
    if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
      throw new RangeError(
        `the archive's address "${baseUrl}" is not http(s)://host[/path], such as ${BINANCE_VISION}`,
      );
    }
    const url = new URL(baseUrl);
    this.description = `${url.host}${url.pathname === '/' ? '' : url.pathname}`;
    this.#client = axios.create({
      baseURL: baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`,
      validateStatus: () => true,
      maxRedirects: 3,
      decompress: false,
    });
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#stallTimeoutMs = stallTimeoutMs;
  }

  async list(request: ListRequest, options: FetchOptions = {}): Promise<ArchiveFile[]> {
    const { kind, symbol, from, to, now } = request;
    const month = monthlyFile(kind, symbol, from);
    const byMonth = LOADED_BY_MONTH[kind] && ((from === month.from && to === month.to) || !HAS_DAILY_FILES[kind]);
    if (byMonth && month.to <= now) {
      const file = await this.#look(month, options);
      if (file) return [file];
      if (month.to + MONTH_IS_LATE_MS < now) return [];
    }
    if (!HAS_DAILY_FILES[kind]) return [];
    const files: ArchiveFile[] = [];
    for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to && day + DAY_MS <= now; day += DAY_MS) {
      const file = await this.#look(dailyFile(kind, symbol, day), options);
      if (file) files.push(file);
    }
    return files;
  }

  async fetch(file: ArchiveFile, folder: string, { signal }: FetchOptions = {}): Promise<FetchedFile> {
    const target = path.join(folder, file.name);
    const named = parseArchiveFileName(file.name);
    if (!named) throw new ArchiveError('refused', `${file.name} is not a file name of the archive`);
    const { sha256, bytes } = await this.#request('GET', archivePath(named), signal, async (body, alive) => {
      const hash = createHash('sha256');
      let length = 0;
      let beginning = Buffer.alloc(0);
      await pipeline(
        body,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            alive();
            if (beginning.length < 64) beginning = Buffer.concat([beginning, chunk.subarray(0, 64)]);
            hash.update(chunk);
            length += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(target),
      );
      checkIsZip(file.name, beginning);
      return { sha256: hash.digest('hex'), bytes: length };
    });
    checkSha256(file.name, sha256, file.sha256);
    return { path: target, sha256, bytes };
  }

  /** The file with its checksum; undefined when it isn't there. */
  async #look(named: ArchiveFileName, { signal }: FetchOptions): Promise<ArchiveFile | undefined> {
    const { name, kind, symbol, from, to } = named;
    const file = { name, kind, symbol, bounds: { from, to } };
    const at = archivePath(named);
    const text = await this.#ask('GET', `${at}.CHECKSUM`, signal, readText);
    if (text !== undefined) return { ...file, sha256: readChecksumFile(text, name) };
    return (await this.#ask('HEAD', at, signal, () => Promise.resolve(true))) ? file : undefined;
  }

  async #ask<T>(
    method: 'GET' | 'HEAD',
    at: string,
    signal: AbortSignal | undefined,
    read: (body: Readable, alive: () => void) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.#request(method, at, signal, read);
    } catch (error) {
      if (error instanceof NotThere) return undefined;
      throw error;
    }
  }

  async #request<T>(
    method: 'GET' | 'HEAD',
    at: string,
    signal: AbortSignal | undefined,
    read: (body: Readable, alive: () => void) => Promise<T>,
  ): Promise<T> {
    const name = path.posix.basename(at);
    const patience = new Patience(this.#answerTimeoutMs);
    let hasBegun = false;
    try {
      const response = await this.#client.request<Readable>({
        method,
        url: at,
        responseType: 'stream',
        signal: signal ? AbortSignal.any([signal, patience.signal]) : patience.signal,
      });
      hasBegun = true;
      const body = response.data;
      try {
        if (response.status === 404) throw new NotThere(`${this.description} has no ${name}`);
        checkAnswer(name, this.description, response.status, response.headers);
        patience.grant(this.#stallTimeoutMs);
        return await read(body, () => patience.grant(this.#stallTimeoutMs));
      } finally {
        body.destroy();
      }
    } catch (error) {
      if (error instanceof ArchiveError || signal?.aborted) throw error;
      throw unavailable(name, this.description, error, patience.waitedMs, hasBegun);
    } finally {
      patience.end();
    }
  }
}

class NotThere extends ArchiveError {
  constructor(sentence: string) {
    super('refused', sentence);
  }
}

/** Gives up a request that has not been granted more time in time. */
class Patience {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** How long it was waited for in vain, ms; undefined as long as it wasn't. */
  waitedMs: number | undefined;

  constructor(ms: number) {
    this.grant(ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  grant(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.waitedMs = ms;
      this.#controller.abort();
    }, ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function checkIsZip(name: string, beginning: Buffer): void {
  if (beginning.subarray(0, 2).toString('latin1') === 'PK') return;
  const start = JSON.stringify(beginning.subarray(0, 30).toString('utf8'));
  throw new ArchiveError(
    'damaged',
    `${name} is not a zip: it begins with ${start}; a proxy may have answered in the archive's place`,
  );
}
