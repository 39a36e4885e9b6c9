import { createHash } from 'node:crypto';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import type { Bar } from '../../../core/market/bar.ts';
import { dateOf } from '../../../core/pipeline/data-interval.ts';
import type { Lakehouse } from '../lakehouse.ts';

/** Complete bars of the exchange with open time in [from, to): MarketData.klines of adapters/exchange/port.ts. */
export type AskKlines = (symbol: string, from: number, to: number) => Promise<readonly Bar[]>;

const ORIGIN = 'GET /fapi/v1/klines';
/** A recording with a hole every few minutes would else cost a request a hole, hundreds a day. */
const MINUTES_PER_REQUEST = 1_000;

/**
 * Asks the exchange for minutes that bronze hasn't, and appends what it has to bronze, as a REST row each. Asked and
 * appended in the same way again, nothing is added. Resolves with the number of minutes found.
 *
 * @param missing open times, epoch ms, ascending.
 * @param receiveTime our clock, epoch ms.
 */
export async function repairGaps(
  lake: Lakehouse,
  symbol: string,
  missing: readonly number[],
  askKlines: AskKlines,
  receiveTime: number,
): Promise<number> {
  const wanted = new Set(missing);
  const found = new Map<number, Bar>();
  for (const { from, to } of requestsFor(missing)) {
    for (const bar of await askKlines(symbol, from, to)) if (wanted.has(bar.openTime)) found.set(bar.openTime, bar);
  }
  if (found.size === 0) return 0;
  const bars = [...found.values()].sort((a, b) => a.openTime - b.openTime);
  const bronze = await lake.table('bronze/kline_1m');
  // The minutes name the change: once they are in bronze they are not missing any more.
  const minutes = createHash('sha256')
    .update(bars.map((bar) => bar.openTime).join())
    .digest('hex')
    .slice(0, 16);
  await bronze.append(
    {
      symbol: bars.map(() => symbol),
      source: bars.map(() => 'rest'),
      origin: bars.map(() => ORIGIN),
      event_time: bars.map((bar) => bar.openTime),
      receive_time: bars.map(() => receiveTime),
      payload: bars.map(restKline),
      date: bars.map((bar) => dateOf(bar.openTime)),
    },
    { transaction: { appId: `gap-repair/${symbol}/${minutes}`, version: 0 } },
  );
  return bars.length;
}

/** As few requests as bring all of these minutes, ascending, each as [from, to) and at most a page of minutes long. */
export function requestsFor(minutes: readonly number[]): { from: number; to: number }[] {
  const requests: { from: number; to: number }[] = [];
  for (const minute of minutes) {
    const last = requests.at(-1);
    if (last && minute < last.from + MINUTES_PER_REQUEST * MINUTE_MS) last.to = minute + MINUTE_MS;
    else requests.push({ from: minute, to: minute + MINUTE_MS });
  }
  return requests;
}

/** A row of the exchange's answer; the port has made numbers of its texts, and they are written as such. */
function restKline(bar: Bar): string {
  const text = (value: number): string => String(value);
  return JSON.stringify([
    bar.openTime,
    text(bar.open),
    text(bar.high),
    text(bar.low),
    text(bar.close),
    text(bar.volume),
    bar.openTime + MINUTE_MS - 1,
    text(bar.quoteVolume),
    bar.trades,
    text(bar.takerBuyVolume),
    text(bar.takerBuyQuoteVolume),
    '0',
  ]);
}
