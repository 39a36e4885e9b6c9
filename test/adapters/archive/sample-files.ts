import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context } from 'mocha';
import yazl from 'yazl';
import { lacking } from '../../house/toolchain.ts';

const DATA = path.resolve(import.meta.dirname, '../../../../shared/data');
export const KLINE_FOLDER = path.join(DATA, 'klines_usdm_1m');
export const FUNDING_FOLDER = path.join(DATA, 'funding');

export const MINUTE = 60_000;

/** The recorded klines of a month (e.g. 2022-01) as CSV without header; skips the test where they aren't there. */
export function recordedMonth(context: Context, month: string): string {
  const file = path.join(KLINE_FOLDER, `BTCUSDT-1m-${month}.csv.gz`);
  if (!existsSync(file)) lacking(context, `there are no recorded klines at ${file}`);
  return gunzipSync(readFileSync(file)).toString('utf8');
}

/** A zip with one file in it, as the archive's are. */
export async function zipOf(name: string, text: string): Promise<Buffer> {
  return zipOfFiles({ [name]: text });
}

export async function zipOfFiles(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name, { mtime: new Date(0) });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** `count` minutes of klines in the archive's 12 columns, from `from` on; prices rise by `step` a minute. */
export function klineCsv(from: number, count: number, step = 1): string {
  return Array.from({ length: count }, (_, i) => klineRow(from + i * MINUTE, 40_000 + i * step)).join('\n') + '\n';
}

export function klineRow(openTime: number, price: number): string {
  const [open, high, low, close] = [price, price + 2, price - 2, price + 1].map((value) => value.toFixed(2));
  return [
    openTime,
    open,
    high,
    low,
    close,
    '10.000',
    openTime + MINUTE - 1,
    '400000.00',
    7,
    '4.000',
    '160000.00',
    0,
  ].join(',');
}

export const TRADE_HEADER = 'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker';

/** `count` aggregate trades, `gapMs` apart. */
export function tradeCsv(from: number, count: number, gapMs = 100): string {
  const rows = Array.from({ length: count }, (_, i) =>
    [1000 + i, (40_000 + i / 10).toFixed(2), '0.010', 5000 + i, 5000 + i, from + i * gapMs, i % 2 === 0].join(','),
  );
  return `${TRADE_HEADER}\n${rows.join('\n')}\n`;
}
