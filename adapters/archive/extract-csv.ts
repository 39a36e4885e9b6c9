import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip } from 'node:zlib';
import yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { ArchiveError } from './port.ts';

/**
 * The CSV in a .zip or .csv.gz, unpacked into `folder` under its own name; of a .csv, the file itself. Streamed, with the
 * checksum that zip and gzip carry compared.
 * @param name the archive's file, as sentences name it.
 * @throws ArchiveError `damaged` when it can't be unpacked whole; `content` when a zip holds anything but one CSV.
 */
export async function extractCsv(file: string, name: string, folder: string): Promise<string> {
  if (name.endsWith('.zip')) return extractZip(file, name, folder);
  if (!name.endsWith('.gz')) return file;
  const target = path.join(folder, `unpacked-${path.basename(name, '.gz')}`);
  try {
    await pipeline(createReadStream(file), createGunzip(), createWriteStream(target));
  } catch (error) {
    throw damaged(name, error);
  }
  return target;
}

async function extractZip(file: string, name: string, folder: string): Promise<string> {
  const zip = await openZip(file, name);
  try {
    const entry = await onlyCsv(zip, name);
    const target = path.join(folder, `unpacked-${name.replace(/\.zip$/, '.csv')}`);
    let checksum = 0;
    await pipeline(
      await zip.openReadStreamPromise(entry),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          checksum = crc32(chunk, checksum);
          yield chunk;
        }
      },
      createWriteStream(target),
    );
    if (checksum !== entry.crc32) {
      const [found, right] = [checksum, entry.crc32].map((value) => value.toString(16).padStart(8, '0'));
      throw new ArchiveError('damaged', `${name}: ${entry.fileName} in it has the CRC-32 ${found}; right is ${right}`);
    }
    return target;
  } catch (error) {
    throw damaged(name, error);
  } finally {
    zip.close();
  }
}

async function openZip(file: string, name: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw damaged(name, error);
  }
}

async function onlyCsv(zip: ZipFile, name: string): Promise<Entry> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  const [entry] = entries;
  if (entries.length === 1 && entry?.fileName.endsWith('.csv')) return entry;
  const held = entries.length === 0 ? 'nothing' : entries.map(({ fileName }) => fileName).join(', ');
  throw new ArchiveError('content', `${name} holds ${held}; it should hold one .csv`);
}

function damaged(name: string, error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const { code, message } = error as { code?: string; message: string };
  const reason = code === 'Z_BUF_ERROR' || message === 'unexpected end of file' ? 'it ends too early' : message;
  return new ArchiveError('damaged', `${name} can't be unpacked: ${reason}`);
}
