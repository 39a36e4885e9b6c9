import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { extractCsv } from '../../../adapters/archive/extract-csv.ts';
import type { ArchiveErrorKind } from '../../../adapters/archive/port.ts';
import { klineCsv, zipOf, zipOfFiles } from './sample-files.ts';

const CSV = klineCsv(Date.UTC(2022, 0, 1), 2_000);

describe('unpacking a file of the archive', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-unpack-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const extract = (name: string, bytes: Buffer): Promise<string> => {
    writeFileSync(path.join(folder, name), bytes);
    return extractCsv(path.join(folder, name), name, folder);
  };
  const fails = (action: Promise<unknown>, kind: ArchiveErrorKind, message: RegExp): Promise<void> =>
    assert.rejects(action, { name: 'ArchiveError', kind, message });

  it('gives the CSV of a zip, of a gzip and as it is', async () => {
    for (const [name, bytes] of [
      ['a.zip', await zipOf('a.csv', CSV)],
      ['a.csv.gz', gzipSync(CSV)],
      ['a.csv', Buffer.from(CSV)],
    ] as const) {
      assert.equal(readFileSync(await extract(name, bytes), 'utf8'), CSV, name);
    }
  });

  it('finds a zip that ends too early, wherever', async () => {
    const bytes = await zipOf('a.csv', CSV);
    for (const share of [0, 0.1, 0.5, 0.99]) {
      await fails(extract('a.zip', bytes.subarray(0, bytes.length * share)), 'damaged', /^a\.zip can't be unpacked: /);
    }
  });

  it('finds a changed byte by the CRC, also where it still inflates', async () => {
    const stored = await storedZip('a.csv', CSV);
    stored[stored.indexOf('40000.00')] = '5'.charCodeAt(0);
    await fails(extract('a.zip', stored), 'damaged', /a\.zip: a\.csv in it has the CRC-32 [0-9a-f]{8}; right is/);
  });

  it('finds a gzip that ends too early or has a changed byte', async () => {
    const bytes = gzipSync(CSV);
    await fails(extract('a.csv.gz', bytes.subarray(0, bytes.length - 20)), 'damaged', /it ends too early/);
    bytes[bytes.length - 8]! ^= 1;
    await fails(extract('a.csv.gz', bytes), 'damaged', /^a\.csv\.gz can't be unpacked: incorrect data check/);
  });

  it('takes one CSV and nothing else', async () => {
    const two = await zipOfFiles({ 'a.csv': CSV, 'b.csv': CSV });
    await fails(extract('a.zip', two), 'content', /^a\.zip holds a\.csv, b\.csv; it should hold one \.csv$/);
    await fails(extract('b.zip', await zipOfFiles({ 'x.txt': 'x' })), 'content', /^b\.zip holds x\.txt; it should/);
    await fails(extract('c.zip', await zipOfFiles({})), 'content', /^c\.zip holds nothing; it should/);
  });
});

/** A zip whose file is stored, not deflated: any change of it still reads. */
async function storedZip(name: string, text: string): Promise<Buffer> {
  const { default: yazl } = await import('yazl');
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from(text), name, { compress: false });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
