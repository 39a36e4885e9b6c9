import { MINUTE_MS, type Bar } from '../../core/market/bar.ts';
import type { FundingRate } from '../../core/market/funding.ts';
import type { OrderBook } from '../../core/market/order-book.ts';
import type { SymbolFilters } from '../../core/money/symbol-filters.ts';
import type { MarkPrice, MarketData } from '../exchange/port.ts';
import type { Call, CallParams, ExchangeCalls } from './exchange-calls.ts';
import type { RateBudget } from './rate-budget.ts';
import { readRateLimits, readSymbolFilters } from './wire/exchange-info.ts';
import { completeRows, readKlineRows } from './wire/kline.ts';
import { readFundingRates, readPremiumIndex } from './wire/mark-price.ts';
import { readDepth } from './wire/order-book.ts';

/** Rows per page: 1,000 cost 5 of weight, the most rows for it but for very small pages. */
const KLINES_PER_PAGE = 1000;
const FUNDING_PER_PAGE = 1000;

/** exchangeInfo is a megabyte, and its filters change about once a year. */
const FILTERS_FRESH_MS = 3_600_000;

/** Binance's public data by REST. Throws ExchangeError only. */
export class BinanceMarketData implements MarketData {
  readonly #calls: ExchangeCalls;
  readonly #budget: RateBudget;
  readonly #filters = new Map<string, { readonly filters: SymbolFilters; readonly readAt: number }>();

  constructor(calls: ExchangeCalls, budget: RateBudget) {
    this.#calls = calls;
    this.#budget = budget;
  }

  async klines(symbol: string, from: number, to: number): Promise<Bar[]> {
    const { time: marketTime } = await this.markPrice(symbol);
    const bars: Bar[] = [];
    for (let start = from; start < to;) {
      const rows = await this.#klineRows(symbol, { startTime: start, endTime: to - 1, limit: KLINES_PER_PAGE });
      const last = rows.at(-1);
      if (!last) break;
      for (const bar of completeRows(rows, marketTime)) bars.push(bar);
      if (rows.length < KLINES_PER_PAGE) break;
      start = last.openTime + MINUTE_MS;
    }
    return bars;
  }

  async latestKlines(symbol: string, count: number): Promise<Bar[]> {
    const { time: marketTime } = await this.markPrice(symbol);
    let bars: Bar[] = [];
    while (bars.length < count) {
      const oldest = bars[0];
      // One more than wanted, for the open candle.
      const limit = Math.min(count - bars.length + 1, KLINES_PER_PAGE);
      const end = oldest ? { endTime: oldest.openTime - 1 } : {};
      const rows = await this.#klineRows(symbol, { ...end, limit });
      // Rows before ones that we have are complete whatever the clock says.
      const complete = oldest ? rows : completeRows(rows, marketTime);
      bars = [...complete, ...bars];
      if (rows.length < limit) break;
    }
    return bars.slice(-count);
  }

  async fundingRates(symbol: string, from: number, to: number): Promise<FundingRate[]> {
    const rates: FundingRate[] = [];
    for (let start = from; start < to;) {
      const call = publicGet('fapi/v1/fundingRate', 1, {
        symbol,
        startTime: start,
        endTime: to - 1,
        limit: FUNDING_PER_PAGE,
      });
      const page = readFundingRates(await this.#calls.send(call), 'GET /fapi/v1/fundingRate');
      rates.push(...page);
      const last = page.at(-1);
      if (!last || page.length < FUNDING_PER_PAGE) break;
      start = last.fundingTime + 1;
    }
    return rates;
  }

  async depth(symbol: string, limit: 5 | 10 | 20): Promise<OrderBook> {
    const answer = await this.#calls.send(publicGet('fapi/v1/depth', 2, { symbol, limit }));
    return readDepth(answer, symbol, 'GET /fapi/v1/depth');
  }

  async markPrice(symbol: string): Promise<MarkPrice> {
    const answer = await this.#calls.send(publicGet('fapi/v1/premiumIndex', 1, { symbol }));
    return readPremiumIndex(answer, 'GET /fapi/v1/premiumIndex');
  }

  /** From a copy that is at most about an hour old: an older one is still given at once, and renewed behind it. */
  async filters(symbol: string): Promise<SymbolFilters> {
    const known = this.#filters.get(symbol);
    if (!known) return this.#readFilters(symbol);
    if (Date.now() - known.readAt > FILTERS_FRESH_MS) {
      this.#filters.set(symbol, { filters: known.filters, readAt: Date.now() });
      this.#readFilters(symbol).catch(() => this.#filters.set(symbol, known));
    }
    return known.filters;
  }

  /** Takes over the rate limits that the exchange states: demo's and a paper exchange's differ from live ones. */
  async learnLimits(): Promise<void> {
    await this.#exchangeInfo({});
  }

  async #readFilters(symbol: string): Promise<SymbolFilters> {
    const answer = await this.#exchangeInfo({ symbol });
    const filters = readSymbolFilters(answer, symbol, 'GET /fapi/v1/exchangeInfo');
    this.#filters.set(symbol, { filters, readAt: Date.now() });
    return filters;
  }

  async #exchangeInfo(params: CallParams): Promise<unknown> {
    const answer = await this.#calls.send(publicGet('fapi/v1/exchangeInfo', 1, params));
    const limits = readRateLimits(answer, 'GET /fapi/v1/exchangeInfo');
    if (limits) this.#budget.setLimits(limits);
    return answer;
  }

  async #klineRows(symbol: string, range: CallParams & { readonly limit: number }): Promise<Bar[]> {
    const params = { symbol, interval: '1m', ...range };
    const answer = await this.#calls.send(publicGet('fapi/v1/klines', klineWeight(range.limit), params));
    return readKlineRows(answer, 'GET /fapi/v1/klines');
  }
}

function publicGet(path: string, weight: number, params: CallParams): Call {
  return { method: 'GET', path, params, signed: false, cost: { weight } };
}

function klineWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
}
