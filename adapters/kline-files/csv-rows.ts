import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { MarketFileError } from './market-file-error.ts';

/** What a visitor answers to have no more rows. */
export const ENOUGH = Symbol('enough rows');

/**
 * Streams a CSV or CSV.gz file (by its name's end) and hands over each row that isn't blank, with its line from 1.
 * @throws MarketFileError when the file can't be read or unpacked; whatever the visitor throws passes through.
 */
export async function eachRow(
  file: string,
  visit: (cells: readonly string[], line: number) => typeof ENOUGH | undefined,
): Promise<void> {
  // No quoting: numbers need none, and so a record is a line and the count of records is the line's number.
  const parser = parse({ bom: true, quote: false, relax_column_count: true, skip_empty_lines: false });
  const source = createReadStream(file);
  // Failures reach the loop below through the parser, which the pipeline destroys with them.
  const done = (): void => undefined;
  if (file.endsWith('.gz')) pipeline(source, createGunzip(), parser, done);
  else pipeline(source, parser, done);

  let line = 0;
  let visiting = false;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      if (cells.length === 1 && cells[0]!.trim() === '') continue;
      visiting = true;
      if (visit(cells, line) === ENOUGH) return;
      visiting = false;
    }
  } catch (error) {
    if (visiting) throw error;
    const opened = (error as { code?: string }).code !== 'ENOENT';
    throw new MarketFileError(file, opened ? line + 1 : undefined, reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'ENOENT') return 'there is no such file; give an existing CSV or CSV.gz file';
  if (code === 'Z_BUF_ERROR') return 'the compressed file ends too early; download it again';
  if (code?.startsWith('Z_')) return `it can't be unpacked (${message}); a name ending in .gz needs a gzip file`;
  return `it can't be read: ${message}`;
}
