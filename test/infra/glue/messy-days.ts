import type { RandomStream } from '../../../core/simulation/random.ts';
import { asRest, asStream, recordedKlines } from '../../adapters/lakehouse/stages/recorded-bronze.ts';
import type { Message } from '../../adapters/lakehouse/stages/recorded-bronze.ts';

/**
 * Klines of days as they come on a bad one: minutes missing at the start, in the middle and for good; the same ones from
 * several sources, some of which disagree; candles still open; another symbol's.
 */
export function messyKlines(month: string, dates: readonly string[], random: RandomStream): Message[] {
  const klines = recordedKlines(month, dates);
  return klines.flatMap((kline, minute) => {
    const chance = random.uniform();
    if (minute < 3 || (minute > 700 && minute < 712) || chance < 0.02) return [asStream(kline, { closed: false })];
    if (chance < 0.3) return [asStream(kline), asStream(kline, { enveloped: false })];
    if (chance < 0.4) return [asRest(kline), asRest(withCell(kline, 8, '1')), { ...kline, symbol: 'ETHUSDT' }];
    if (chance < 0.5) return [asStream(withCell(kline, 4, '1')), kline];
    return [kline, kline];
  });
}

function withCell(kline: Message, column: number, text: string): Message {
  const cells = kline.payload.split(',');
  cells[column] = text;
  return { ...kline, payload: cells.join() };
}

/** Aggregate trades from `start` (epoch ms), some twice, some missing, one in three of a file's line. */
export function messyTrades(start: number, count: number, random: RandomStream): Message[] {
  return Array.from({ length: count }, (_, id): Message[] => {
    const time = start + id * 7_919;
    const price = (30_000 + 50 * random.normal()).toFixed(1);
    const quantity = (5 * random.uniform() + 0.001).toFixed(3);
    const maker = random.uniform() < 0.5;
    const object = JSON.stringify({ a: id, p: price, q: quantity, f: id, l: id, T: time, m: maker });
    const event = { table: 'bronze/agg_trade' as const, eventTime: time };
    const line: Message = { ...event, source: 'archive', payload: [id, price, quantity, id, id, time, maker].join() };
    const rest: Message = { ...event, source: 'rest', payload: object };
    const stream: Message = { ...event, source: 'stream', payload: `{"stream":"btcusdt@aggTrade","data":${object}}` };
    if (id % 11 === 0) return [];
    return id % 3 === 0 ? [line, { ...stream, payload: stream.payload.replace(quantity, '9.999') }] : [rest, stream];
  }).flat();
}

/** Books from `start` (epoch ms), some twice, in an envelope, bare and as REST answers them. */
export function messyBooks(start: number, count: number, random: RandomStream): Message[] {
  return Array.from({ length: count }, (_, id): Message[] => {
    const time = start + id * 23_000;
    const bid = 30_000 + Math.round(random.normal() * 500) / 10;
    const side = (step: number) =>
      Array.from({ length: 20 }, (_, level) => [
        (bid + (step > 0 ? 0.1 : 0) + level * step).toFixed(1),
        (10 * random.uniform() + 0.001).toFixed(3),
      ]);
    const [bids, asks] = [side(-0.1), side(0.1)];
    const data = { e: 'depthUpdate', E: time + 3, T: time, u: id, b: bids, a: asks };
    const event = { table: 'bronze/depth20' as const, eventTime: time };
    const stream: Message = { ...event, source: 'stream', payload: JSON.stringify({ stream: 'x', data }) };
    const rest: Message = { ...event, source: 'rest', payload: JSON.stringify({ lastUpdateId: id, bids, asks }) };
    return id % 5 === 0 ? [rest] : id % 7 === 0 ? [stream, stream] : [{ ...stream, payload: JSON.stringify(data) }];
  }).flat();
}
