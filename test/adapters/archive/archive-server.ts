import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { archivePath, parseArchiveFileName } from '../../../core/pipeline/backfill/archive-files.ts';
import { zipOf } from './sample-files.ts';

/** A way in which the archive misbehaves once: in the place of the file, or in the middle of it. */
export type Misbehaviour =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'silent'
  | 'stalls in the middle'
  | 'cuts off';

/** A stand-in for data.binance.vision on this machine: its layout, its CHECKSUM files, and its bad days. */
export class ArchiveServer {
  readonly requests: string[] = [];
  /** Every answer waits for so long, ms. */
  slowMs = 0;
  readonly #files = new Map<string, Buffer>();
  readonly #misbehaviour = new Map<string, Misbehaviour[]>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const file = (request.url ?? '').slice(1);
      this.requests.push(`${request.method} ${file}`);
      setTimeout(() => this.#answer(file, response), this.slowMs);
    });
  }

  static async start(): Promise<ArchiveServer> {
    const archive = new ArchiveServer();
    await new Promise<void>((resolve) => archive.#server.listen(0, '127.0.0.1', resolve));
    return archive;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Publishes a CSV as the archive does: zipped, with its CHECKSUM. `name` such as BTCUSDT-1m-2022-01.zip. */
  async publish(name: string, csv: string): Promise<void> {
    this.publishBytes(name, await zipOf(name.replace(/\.zip$/, '.csv'), csv));
  }

  /** Publishes bytes under a file's name; the CHECKSUM is of `checksumOf`, or not there when that is undefined. */
  publishBytes(name: string, bytes: Buffer, checksumOf: Buffer | undefined = bytes): void {
    const at = pathOf(name);
    this.#files.set(at, bytes);
    this.#files.delete(`${at}.CHECKSUM`);
    if (checksumOf) this.publishChecksum(name, `${createHash('sha256').update(checksumOf).digest('hex')}  ${name}\n`);
  }

  publishWithoutChecksum(name: string, bytes: Buffer): void {
    this.publishBytes(name, bytes);
    this.#files.delete(`${pathOf(name)}.CHECKSUM`);
  }

  publishChecksum(name: string, text: string): void {
    this.#files.set(`${pathOf(name)}.CHECKSUM`, Buffer.from(text));
  }

  /** The next requests for the file (or its CHECKSUM) go like this, one after the other. */
  misbehave(name: string, ...ways: Misbehaviour[]): void {
    this.#misbehaviour.set(name, ways);
  }

  /** Names of the files that were asked for, without the folders. */
  get asked(): string[] {
    return this.requests.map((request) => request.replace(/^(\w+) .*\//, '$1 '));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(file: string, response: ServerResponse): void {
    const way = this.#misbehaviour.get(file.replace(/.*\//, ''))?.shift();
    if (way === 'silent') return;
    if (typeof way === 'object') {
      response.writeHead(way.status, way.headers).end(way.body ?? '');
      return;
    }
    const bytes = this.#files.get(file);
    if (!bytes) {
      response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    response.writeHead(200, { 'content-length': bytes.length });
    if (way === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, bytes.length / 2), () => way === 'cuts off' && response.destroy());
  }
}

function pathOf(name: string): string {
  const named = parseArchiveFileName(name);
  if (!named) throw new Error(`${name} is no name of the archive`);
  return archivePath(named);
}
