import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 65_536;
const NEWLINE = 0x0a;

export interface Tail {
  /** The last complete lines, oldest first, without their newlines. */
  readonly lines: readonly string[];
  /** Length of the file up to and including the last newline: what is beyond is an unfinished line. */
  readonly completeBytes: number;
}

/** Reads the last `count` complete lines of a file backwards, touching no more of it than they take. */
export async function readTail(file: FileHandle, count: number): Promise<Tail> {
  const { size } = await file.stat();
  let from = size;
  let bytes = Buffer.alloc(0);
  while (from > 0 && newlinesIn(bytes) <= count) {
    const start = Math.max(0, from - CHUNK_BYTES);
    const chunk = Buffer.alloc(from - start);
    const { bytesRead } = await file.read(chunk, 0, chunk.length, start);
    bytes = Buffer.concat([chunk.subarray(0, bytesRead), bytes]);
    from = start;
  }
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end === 0) return { lines: [], completeBytes: 0 };
  const lines = bytes.toString('utf8', 0, end - 1).split('\n');
  // The first line may be cut off, unless the file begins with it.
  const whole = from > 0 ? lines.slice(1) : lines;
  return { lines: count === 0 ? [] : whole.slice(-count), completeBytes: from + end };
}

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
