import { MINUTE_MS } from '../../core/market/bar.ts';
import type { RawHistory, RawRow } from '../exchange/raw-history.ts';
import type { ExchangeCalls } from './exchange-calls.ts';
import { completeRows, readKlineRows } from './wire/kline.ts';
import { readFundingRates, readPremiumIndex } from './wire/mark-price.ts';

/** 1,000 klines cost 5 of weight and 1,500 cost 10: the most rows for it, as in market-data.ts. */
const KLINES_PER_PAGE = 1000;
const KLINE_PAGE_WEIGHT = 5;
const FUNDING_PER_PAGE = 1000;

/** Binance's REST answers row by row, within the request budget that is shared with every other call. */
export class BinanceRawHistory implements RawHistory {
  readonly #calls: ExchangeCalls;

  constructor(calls: ExchangeCalls) {
    this.#calls = calls;
  }

  async *klinePages(symbol: string, from: number, to: number): AsyncGenerator<readonly RawRow[]> {
    // Before the rows are asked for, so that a candle which is still open can't count as complete.
    const marketTime = await this.#marketTime(symbol);
    for (let start = from; start < to;) {
      const range = { startTime: start, endTime: to - 1, limit: KLINES_PER_PAGE };
      const answer = await this.#get('fapi/v1/klines', KLINE_PAGE_WEIGHT, { symbol, interval: '1m', ...range });
      const bars = readKlineRows(answer, 'GET /fapi/v1/klines');
      const complete = new Set(completeRows(bars, marketTime).map(({ openTime }) => openTime));
      const last = bars.at(-1);
      const rows = answer as readonly unknown[];
      yield bars.flatMap(({ openTime: time }, index) =>
        complete.has(time) ? [{ time, payload: JSON.stringify(rows[index]) }] : [],
      );
      if (!last || bars.length < KLINES_PER_PAGE) return;
      start = last.openTime + MINUTE_MS;
    }
  }

  async *fundingPages(symbol: string, from: number, to: number): AsyncGenerator<readonly RawRow[]> {
    for (let start = from; start < to;) {
      const range = { startTime: start, endTime: to - 1, limit: FUNDING_PER_PAGE };
      const answer = await this.#get('fapi/v1/fundingRate', 1, { symbol, ...range });
      const settlements = readFundingRates(answer, 'GET /fapi/v1/fundingRate');
      const rows = answer as readonly unknown[];
      yield settlements.map(({ fundingTime: time }, index) => ({ time, payload: JSON.stringify(rows[index]) }));
      const last = settlements.at(-1);
      if (!last || settlements.length < FUNDING_PER_PAGE) return;
      start = last.fundingTime + 1;
    }
  }

  async #marketTime(symbol: string): Promise<number> {
    return readPremiumIndex(await this.#get('fapi/v1/premiumIndex', 1, { symbol }), 'GET /fapi/v1/premiumIndex').time;
  }

  #get(path: string, weight: number, params: Readonly<Record<string, string | number>>): Promise<unknown> {
    return this.#calls.send({ method: 'GET', path, params, signed: false, cost: { weight }, urgency: 'background' });
  }
}
