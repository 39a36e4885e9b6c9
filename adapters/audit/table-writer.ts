import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { AuditRecord, StoredRecord } from '../../core/trading/records.ts';
import { AuditError } from './audit-error.ts';
import { chain, GENESIS_HASH, isSelfConsistent } from './hash-chain.ts';
import type { RecordOrigin } from './port.ts';
import { RecentKeys } from './recent-keys.ts';
import type { AuditTable } from './tables.ts';
import { tableFile } from './tables.ts';
import { readTail } from './tail.ts';

/** Keys remembered per table: at one decision a minute nearly three days of retries. */
const REMEMBERED_KEYS = 4096;

/** New lines of one table, chained and ready to be written. */
export interface TableBatch {
  readonly bytes: Buffer;
  readonly keys: readonly string[];
  readonly lastHash: string;
}

/** The writing end of one table's file. `write` and `keep` or `undo` follow each other; the caller serialises. */
export class TableWriter {
  /** Bytes cut off at opening: the line that a crash left unfinished. */
  readonly repairedBytes: number;
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #keys: RecentKeys;
  #size: number;
  #lastHash: string;

  private constructor(name: string, file: FileHandle, keys: RecentKeys, size: number, lastHash: string, cut: number) {
    this.#name = name;
    this.#file = file;
    this.#keys = keys;
    this.#size = size;
    this.#lastHash = lastHash;
    this.repairedBytes = cut;
  }

  /**
   * Opens or creates the file, cuts off an unfinished last line, and loads the newest keys.
   * @throws AuditError when the last line is not one that an audit wrote: then nothing may be chained to it.
   */
  static async open(directory: string, table: AuditTable): Promise<TableWriter> {
    const name = tableFile(directory, table);
    const file = await open(name, 'a+');
    try {
      const { size } = await file.stat();
      const { lines, completeBytes } = await readTail(file, REMEMBERED_KEYS);
      if (completeBytes < size) {
        await file.truncate(completeBytes);
        await file.datasync();
      }
      const keys = new RecentKeys(REMEMBERED_KEYS);
      const records = lines.map((line) => parseLine(line, name));
      for (const { key } of records) keys.add(key);
      const last = records.at(-1);
      if (last && !isSelfConsistent(last)) {
        throw new AuditError(`the last line of ${name} has been altered: its hash is not that of its content`);
      }
      return new TableWriter(name, file, keys, completeBytes, last?.hash ?? GENESIS_HASH, size - completeBytes);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The lines of those records that are not there yet; undefined when all are. */
  prepare(records: readonly AuditRecord[], origin: RecordOrigin, writtenAt: number): TableBatch | undefined {
    const lines: string[] = [];
    const keys = new Set<string>();
    let lastHash = this.#lastHash;
    for (const record of records) {
      if (this.#keys.has(record.key) || keys.has(record.key)) continue;
      const { line, hash } = chain(record, origin, writtenAt, lastHash);
      lines.push(line);
      keys.add(record.key);
      lastHash = hash;
    }
    return lines.length === 0 ? undefined : { bytes: Buffer.from(lines.join('')), keys: [...keys], lastHash };
  }

  /** Writes the batch and waits for the disk. Until `keep`, `undo` takes it back. */
  async write(batch: TableBatch): Promise<void> {
    await this.#restoreSize();
    await this.#file.writeFile(batch.bytes);
    await this.#file.datasync();
  }

  keep(batch: TableBatch): void {
    this.#size += batch.bytes.length;
    this.#lastHash = batch.lastHash;
    for (const key of batch.keys) this.#keys.add(key);
  }

  /** Cuts the file back to what was kept. A failure here is made good before the next write. */
  async undo(): Promise<void> {
    await this.#file.truncate(this.#size);
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #restoreSize(): Promise<void> {
    const { size, nlink } = await this.#file.stat();
    if (nlink === 0 || size < this.#size) {
      throw new AuditError(`${path.basename(this.#name)} was removed or shortened by someone else: ${this.#name}`);
    }
    if (size > this.#size) await this.undo();
  }
}

function parseLine(line: string, name: string): StoredRecord {
  try {
    const record = JSON.parse(line) as StoredRecord;
    if (typeof record.key === 'string' && typeof record.hash === 'string') return record;
  } catch {
    // said below
  }
  throw new AuditError(`${name} holds a line that no audit wrote: ${line.slice(0, 60)}`);
}
