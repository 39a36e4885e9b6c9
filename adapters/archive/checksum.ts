import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ArchiveError } from './port.ts';

const CHECKSUM_LINE = /^([0-9a-fA-F]{64})\s+\*?(\S+)\s*$/;

/** The SHA-256 (hex) that a CHECKSUM file gives for `name`. @throws ArchiveError `damaged` when it says anything else. */
export function readChecksumFile(text: string, name: string): string {
  const match = CHECKSUM_LINE.exec(text);
  if (match?.[2] === name) return (match[1] ?? '').toLowerCase();
  const says = JSON.stringify(text.slice(0, 60));
  throw new ArchiveError(
    'damaged',
    `${name}.CHECKSUM says ${says}; it should be 64 hex digits, two spaces and ${name}`,
  );
}

/** @throws ArchiveError `damaged` when they differ. */
export function checkSha256(name: string, sha256: string, expected: string | undefined): void {
  if (expected === undefined || sha256 === expected) return;
  throw new ArchiveError(
    'damaged',
    `${name} has the SHA-256 ${sha256}; its CHECKSUM says ${expected}: it was cut off or changed on its way, or is being replaced`,
  );
}

/** SHA-256 (hex) and length of a file, streamed. */
export async function hashFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  return { sha256: hash.digest('hex'), bytes };
}
