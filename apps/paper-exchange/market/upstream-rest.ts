import { createAgent, createRestClient } from '../../../adapters/binance/client-factory.ts';
import type { Endpoints } from '../../../adapters/binance/endpoints.ts';
import { ExchangeCalls } from '../../../adapters/binance/exchange-calls.ts';
import type { CallParams } from '../../../adapters/binance/exchange-calls.ts';
import { RateBudget } from '../../../adapters/binance/rate-budget.ts';
import { Redactor } from '../../../adapters/binance/redaction.ts';
import { TimeSync } from '../../../adapters/binance/time-sync.ts';
import { readRateLimits, readSymbolFilters } from '../../../adapters/binance/wire/exchange-info.ts';
import { readKlineRows } from '../../../adapters/binance/wire/kline.ts';
import { readFundingRates } from '../../../adapters/binance/wire/mark-price.ts';
import { wireList } from '../../../adapters/binance/wire/wire-object.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { SymbolFilters } from '../../../core/money/symbol-filters.ts';
import { readAggregateTrade } from './upstream-trades.ts';
import type { UpstreamTrade } from './upstream-trades.ts';

/** Most rows of one answer. */
const KLINES_PER_PAGE = 1500;
const ROWS_PER_PAGE = 1000;

/**
 * Binance's public REST data of one symbol, within its rate limits and without a key. Every method throws ExchangeError
 * and only that. Nothing can be traded through it.
 */
export class UpstreamRest {
  readonly #symbol: string;
  readonly #budget = new RateBudget();
  readonly #calls: ExchangeCalls;

  constructor(endpoints: Endpoints, symbol: string) {
    this.#symbol = symbol;
    const client = createRestClient({
      endpoints,
      timeoutMs: 10_000,
      agent: createAgent(endpoints),
      onHeaders: (headers) => this.#budget.observe(headers),
    });
    // Only signed calls need the exchange's time, and there are none.
    const timeSync = new TimeSync({ serverTime: () => Promise.resolve(Date.now()), onOffset: () => undefined });
    this.#calls = new ExchangeCalls({
      client,
      budget: this.#budget,
      timeSync,
      redactor: new Redactor(),
      recvWindowMs: 5000,
    });
  }

  /** The symbol's filters; takes over the upstream's rate limits too. */
  async filters(): Promise<SymbolFilters> {
    const answer = await this.#get('exchangeInfo', 1, {});
    const limits = readRateLimits(answer, 'GET /fapi/v1/exchangeInfo');
    if (limits) this.#budget.setLimits(limits);
    return readSymbolFilters(answer, this.#symbol, 'GET /fapi/v1/exchangeInfo');
  }

  /** The first `limit` bars with openTime in [from, to), the open candle among them when the range reaches into it. */
  async klines(from: number, to: number, limit: number): Promise<Bar[]> {
    const bars: Bar[] = [];
    let start = from;
    while (start < to && bars.length < limit) {
      const rows = Math.min(limit - bars.length, KLINES_PER_PAGE);
      const params = { symbol: this.#symbol, interval: '1m', startTime: start, endTime: to - 1, limit: rows };
      const page = readKlineRows(await this.#get('klines', klineWeight(rows), params), 'GET /fapi/v1/klines');
      for (const bar of page) bars.push(bar);
      if (page.length < rows) break;
      start = page.at(-1)!.openTime + MINUTE_MS;
    }
    return bars;
  }

  /** Settlements with fundingTime in [from, to), ascending. */
  async fundingRates(from: number, to: number): Promise<FundingRate[]> {
    const rates: FundingRate[] = [];
    let start = from;
    while (start < to) {
      const params = { symbol: this.#symbol, startTime: start, endTime: to - 1, limit: ROWS_PER_PAGE };
      const page = readFundingRates(await this.#get('fundingRate', 1, params), 'GET /fapi/v1/fundingRate');
      for (const rate of page) rates.push(rate);
      if (page.length < ROWS_PER_PAGE) break;
      start = page.at(-1)!.fundingTime + 1;
    }
    return rates;
  }

  /** Aggregate trades from an id on, ascending, at most 1,000. */
  async trades(fromId: number): Promise<UpstreamTrade[]> {
    const answer = await this.#get('aggTrades', 20, { symbol: this.#symbol, fromId, limit: ROWS_PER_PAGE });
    return wireList(answer, 'GET /fapi/v1/aggTrades', readAggregateTrade);
  }

  #get(name: string, weight: number, params: CallParams): Promise<unknown> {
    return this.#calls.send({ method: 'GET', path: `fapi/v1/${name}`, params, signed: false, cost: { weight } });
  }
}

function klineWeight(rows: number): number {
  if (rows < 100) return 1;
  if (rows < 500) return 2;
  return rows <= 1000 ? 5 : 10;
}
