import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context } from 'mocha';
import type { Lakehouse } from '../../../../adapters/lakehouse/lakehouse.ts';
import type { BronzeSource } from '../../../../adapters/lakehouse/tables/bronze.ts';
import type { BronzeTable } from '../../../../adapters/lakehouse/stages/bronze-messages.ts';
import { dateOf } from '../../../../core/pipeline/data-interval.ts';
import { lacking } from '../../../house/toolchain.ts';

const DATA = path.resolve(import.meta.dirname, '../../../../../shared/data');
const FUNDING = path.join(DATA, 'funding/BTCUSDT_funding_8h.csv');

/** Skips the suite where the recorded market data isn't there. */
export function needRecordings(context: Context): void {
  if (!existsSync(FUNDING))
    lacking(context, `the recorded market data is not at ${path.relative(process.cwd(), DATA)}`);
}

/** A message of bronze, as ingestion writes it. */
export interface Message {
  readonly table: BronzeTable;
  readonly source: BronzeSource;
  readonly eventTime: number;
  readonly payload: string;
  readonly symbol?: string;
}

/** Lines of the archive's klines of a month, `2022-05`, on these days or all. */
export function recordedKlines(month: string, dates?: readonly string[]): Message[] {
  const file = path.join(DATA, `klines_usdm_1m/BTCUSDT-1m-${month}.csv.gz`);
  const lines = gunzipSync(readFileSync(file)).toString('latin1').trim().split('\n');
  const messages = lines.map((payload) => ({ payload, eventTime: Number(payload.split(',', 1)[0]) }));
  return messages
    .filter(({ eventTime }) => dates === undefined || dates.includes(dateOf(eventTime)))
    .map((message) => ({ ...message, table: 'bronze/kline_1m', source: 'archive' }));
}

/** Settlements with time in [from, to), as REST answers them. */
export function recordedFunding(from: number, to: number): Message[] {
  const rows = readFileSync(FUNDING, 'latin1').trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const [symbol = '', time, fundingRate] = row.split(',');
    const eventTime = Number(time);
    if (eventTime < from || eventTime >= to) return [];
    const payload = JSON.stringify({ symbol, fundingTime: eventTime, fundingRate, markPrice: '' });
    return [{ table: 'bronze/funding' as const, source: 'rest' as const, eventTime, payload }];
  });
}

/** A kline of the archive as the stream sends it when it closes (or before: `closed` false). */
export function asStream(message: Message, { closed = true, enveloped = true } = {}): Message {
  const cells = message.payload.split(',');
  const [t, o, h, l, c, v, T, q, n, V, Q] = cells;
  const k = {
    t: Number(t),
    T: Number(T),
    s: 'BTCUSDT',
    i: '1m',
    o,
    c,
    h,
    l,
    v,
    n: Number(n),
    x: closed,
    q,
    V,
    Q,
    B: '0',
  };
  const event = { e: 'kline', E: Number(T), s: 'BTCUSDT', k };
  const payload = JSON.stringify(enveloped ? { stream: 'btcusdt@kline_1m', data: event } : event);
  return { ...message, source: 'stream', payload };
}

/** A kline of the archive as REST answers it. */
export function asRest(message: Message): Message {
  const numbers = new Set([0, 6, 8]);
  const cells = message.payload.split(',').map((cell, index) => (numbers.has(index) ? Number(cell) : cell));
  return { ...message, source: 'rest', payload: JSON.stringify(cells) };
}

const ORIGINS: Readonly<Record<BronzeSource, string>> = {
  archive: 'BTCUSDT-1m.zip',
  rest: 'GET /fapi/v1/klines',
  stream: 'btcusdt@kline_1m',
};

/** Appends messages to bronze, in one commit a table. */
export async function appendMessages(lake: Lakehouse, messages: readonly Message[]): Promise<void> {
  for (const table of new Set(messages.map((message) => message.table))) {
    const own = messages.filter((message) => message.table === table);
    const bronze = await lake.table(table);
    await bronze.append({
      symbol: own.map((message) => message.symbol ?? 'BTCUSDT'),
      source: own.map((message) => message.source),
      origin: own.map((message) => ORIGINS[message.source]),
      event_time: own.map((message) => message.eventTime),
      receive_time: own.map((message) => message.eventTime + 60_100),
      payload: own.map((message) => message.payload),
      date: own.map((message) => dateOf(message.eventTime)),
      hour: own.map((message) => (message.source === 'stream' ? new Date(message.eventTime).getUTCHours() : null)),
    });
  }
}
