import { MINUTE_MS } from '../../core/market/bar.ts';
import { ExchangeError } from '../exchange/port.ts';
import type { HistoryRow, MarketHistory } from '../ingestion/market-history.ts';
import type { ExchangeCalls } from './exchange-calls.ts';
import { WireObject } from './wire/wire-object.ts';

const KLINES_PER_PAGE = 1000;
const KLINES_WEIGHT = 5;
const TRADES_PER_PAGE = 1000;
const TRADES_WEIGHT = 20;

/**
 * Rows of Binance's REST answers as text, for Bronze. Numbers in these answers are safe integers and all else are
 * strings, so an element written as JSON again is the text that came.
 */
export class BinanceMarketHistory implements MarketHistory {
  readonly #calls: ExchangeCalls;

  constructor(calls: ExchangeCalls) {
    this.#calls = calls;
  }

  async klineRows(symbol: string, from: number, to: number): Promise<readonly HistoryRow[]> {
    const params = { symbol, interval: '1m', startTime: from, endTime: to + MINUTE_MS - 1, limit: KLINES_PER_PAGE };
    const rows = await this.#rows('fapi/v1/klines', KLINES_WEIGHT, params);
    return rows
      .map((row, index) => {
        const openTime = Array.isArray(row) ? (row as readonly unknown[])[0] : undefined;
        return rowOf(openTime, openTime, row, `GET /fapi/v1/klines, row ${index}`);
      })
      .filter(({ place }) => place >= from && place <= to);
  }

  async aggregateTradeRows(symbol: string, fromId: number): Promise<readonly HistoryRow[]> {
    const params = { symbol, fromId, limit: TRADES_PER_PAGE };
    const rows = await this.#rows('fapi/v1/aggTrades', TRADES_WEIGHT, params);
    return rows.map((row, index) => {
      const { a: id, T: time } = (row ?? {}) as { a?: unknown; T?: unknown };
      return rowOf(id, time, row, `GET /fapi/v1/aggTrades, row ${index}`);
    });
  }

  async serverTime(): Promise<number> {
    const path = 'fapi/v1/time';
    const answer = await this.#calls.send({ method: 'GET', path, signed: false, cost: { weight: 1 } });
    return new WireObject(answer, `GET /${path}`).integer('serverTime');
  }

  async #rows(path: string, weight: number, params: Record<string, string | number>): Promise<readonly unknown[]> {
    // Thousands of missing trades are a page each: whoever shares the budget must not wait until all are here.
    const urgency = 'background';
    const answer = await this.#calls.send({ method: 'GET', path, params, signed: false, cost: { weight }, urgency });
    if (Array.isArray(answer)) return answer as readonly unknown[];
    throw new ExchangeError('unavailable', `GET /${path}: the answer is no list`);
  }
}

function rowOf(place: unknown, eventTime: unknown, row: unknown, where: string): HistoryRow {
  if (!Number.isSafeInteger(place) || !Number.isSafeInteger(eventTime)) {
    throw new ExchangeError('unavailable', `${where}: its id or its time is no whole number`);
  }
  return { place: place as number, eventTime: eventTime as number, payload: JSON.stringify(row) };
}
