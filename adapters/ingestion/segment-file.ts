import { open, readFile, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

const NEWLINE = 0x0a;

/**
 * A file of journal lines that only grows. A write that fails half-way is continued where it stopped, so a disk that was
 * full leaves no line torn or doubled.
 */
export class SegmentFile {
  readonly file: string;
  readonly #handle: FileHandle;
  #bytes = 0;

  private constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  /** @throws the system's error when the file exists or can't be made. */
  static async create(file: string): Promise<SegmentFile> {
    return new SegmentFile(file, await open(file, 'wx'));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Writes the rest of `chunk`, beginning at `from`. Resolves with how much of it is in the file now, and why it isn't all.
   */
  async write(chunk: Uint8Array, from: number): Promise<{ written: number; failure?: Error }> {
    let written = from;
    try {
      while (written < chunk.length) {
        const { bytesWritten } = await this.#handle.write(chunk, written, chunk.length - written, this.#bytes);
        written += bytesWritten;
        this.#bytes += bytesWritten;
      }
      return { written };
    } catch (failure) {
      return { written, failure: failure as Error };
    }
  }

  /** Ends the file, its content on the disk. */
  async finish(): Promise<void> {
    try {
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Cuts off the line that a killed process was writing. Resolves with what remains. */
export async function cutTornLine(file: string): Promise<{ bytes: number; rows: number }> {
  const content = await readFile(file);
  const bytes = content.lastIndexOf(NEWLINE) + 1;
  if (bytes < content.length) await truncate(file, bytes);
  let rows = 0;
  for (let at = content.indexOf(NEWLINE); at !== -1; at = content.indexOf(NEWLINE, at + 1)) rows += 1;
  return { bytes, rows };
}
