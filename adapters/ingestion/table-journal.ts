import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RecordedTable } from './market-message.ts';
import { cutTornLine, SegmentFile } from './segment-file.ts';

/** A finished part of a table's journal: what one commit, or several parts together, will hold. */
export interface Segment {
  readonly number: number;
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  /** Wall time of its first row, epoch ms. */
  readonly since: number;
}

const SEGMENT_NAME = /^(?<table>[a-z0-9_]+)\.(?<identity>[0-9a-f]{16})\.(?<number>\d{12})\.tsv$/;

/**
 * Rows of one table between the socket and the table: first in memory, then, within a fraction of a second, in a file of
 * the journal's folder, and after its commit gone. A kill -9 loses only what was in memory.
 *
 * Files are numbered without end under the `identity` of the folder: together they are the transaction under which a
 * commit is known. The newest file is never removed, so that a number is never used twice.
 */
export class TableJournal {
  readonly table: RecordedTable;
  readonly identity: string;
  readonly #folder: string;
  #open: SegmentFile;
  #number: number;
  #openSince = 0;
  #openRows = 0;
  #finishing: Promise<void> = Promise.resolve();
  #sealed: Segment[];
  #lines: string[] = [];
  #pendingBytes = 0;
  /** A chunk that a full disk took only a part of, and how much. */
  #unfinished: { chunk: Buffer; written: number } | undefined;

  private constructor(
    table: RecordedTable,
    folder: string,
    state: { identity: string; open: SegmentFile; number: number; sealed: Segment[] },
  ) {
    this.table = table;
    this.identity = state.identity;
    this.#folder = folder;
    this.#open = state.open;
    this.#number = state.number;
    this.#sealed = state.sealed;
  }

  /** Finds what an earlier process left, its torn last line cut off, and begins a new file. */
  static async open(folder: string, table: RecordedTable, now: number): Promise<TableJournal> {
    const name = table.replace('bronze/', '');
    const found = (await readdir(folder))
      .map((file) => ({ file, parts: SEGMENT_NAME.exec(file)?.groups }))
      .filter(({ parts }) => parts?.['table'] === name)
      .map(({ file, parts }) => ({ file, identity: parts!['identity']!, number: Number(parts!['number']) }))
      .sort((a, b) => a.number - b.number);
    const identity = found.at(-1)?.identity ?? randomBytes(8).toString('hex');
    const foreign = found.find((segment) => segment.identity !== identity);
    if (foreign) {
      throw new Error(
        `the journal in ${folder} has files of two recorders for ${table}, e.g. ${foreign.file}: move those of one of them to another folder`,
      );
    }
    const sealed: Segment[] = [];
    for (const { file, number } of found) {
      const full = path.join(folder, file);
      sealed.push({ number, file: full, ...(await cutTornLine(full)), since: now });
    }
    const number = (found.at(-1)?.number ?? 0) + 1;
    const open = await SegmentFile.create(segmentPath(folder, table, identity, number));
    for (const empty of sealed.filter(({ bytes }) => bytes === 0)) await rm(empty.file);
    return new TableJournal(table, folder, {
      identity,
      open,
      number,
      sealed: sealed.filter(({ bytes }) => bytes > 0),
    });
  }

  /** Bytes in memory, not yet in a file. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Bytes in files, not yet in the table. */
  get fileBytes(): number {
    return this.#open.bytes + this.#sealed.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Finished files, oldest first. */
  get sealed(): readonly Segment[] {
    return this.#sealed;
  }

  /** Wall time of the oldest row that is not in the table, epoch ms; undefined when all are. */
  get oldestSince(): number | undefined {
    return this.#sealed[0]?.since ?? (this.#openSince === 0 ? undefined : this.#openSince);
  }

  add(line: string, now: number): void {
    this.#lines.push(line);
    this.#pendingBytes += line.length;
    if (this.#openSince === 0) this.#openSince = now;
  }

  /**
   * Writes what is in memory into the open file. One call at a time. Rejects with the system's error when the disk
   * refuses: nothing is lost then, and the next call goes on at the same byte.
   */
  async write(): Promise<void> {
    if (this.#unfinished === undefined) {
      if (this.#lines.length === 0) return;
      const lines = this.#lines;
      this.#lines = [];
      const chunk = Buffer.from(lines.join(''));
      this.#pendingBytes += chunk.length - lines.reduce((sum, line) => sum + line.length, 0);
      this.#unfinished = { chunk, written: 0 };
      this.#openRows += lines.length;
    }
    const { chunk, written: before } = this.#unfinished;
    const { written, failure } = await this.#open.write(chunk, before);
    this.#pendingBytes -= written - before;
    this.#unfinished = failure === undefined ? undefined : { chunk, written };
    if (failure !== undefined) throw failure;
  }

  /** Whether the open file has reached `bytes`, or its first row is `ageMs` old. */
  isDue(now: number, bytes: number, ageMs: number): boolean {
    return this.#open.bytes > 0 && (this.#open.bytes >= bytes || now - this.#openSince >= ageMs);
  }

  /** Ends the open file, when it has rows, and begins the next. Not during `write`, nor after one that failed. */
  async seal(now: number): Promise<void> {
    if (this.#open.bytes === 0 || this.#unfinished !== undefined) return;
    const next = await SegmentFile.create(segmentPath(this.#folder, this.table, this.identity, this.#number + 1));
    const ended = this.#open;
    this.#sealed.push({
      number: this.#number,
      file: ended.file,
      bytes: ended.bytes,
      rows: this.#openRows,
      since: this.#openSince,
    });
    this.#open = next;
    this.#number += 1;
    this.#openRows = 0;
    this.#openSince = this.#lines.length > 0 ? now : 0;
    // Not waited for: on a busy disk it takes as long as megabytes to come. The rows can be read from it already.
    this.#finishing = Promise.all([this.#finishing, ended.finish().catch(() => undefined)]).then(() => undefined);
  }

  /** Forgets the files up to a number: their rows are in the table. */
  async drop(upTo: number): Promise<void> {
    const done = this.#sealed.filter(({ number }) => number <= upTo);
    this.#sealed = this.#sealed.filter(({ number }) => number > upTo);
    for (const { file } of done) await rm(file, { force: true });
  }

  async close(): Promise<void> {
    await this.#finishing;
    await this.#open.close();
  }
}

function segmentPath(folder: string, table: string, identity: string, number: number): string {
  return path.join(folder, `${table.replace('bronze/', '')}.${identity}.${String(number).padStart(12, '0')}.tsv`);
}
