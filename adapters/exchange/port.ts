import type { Bar } from '../../core/market/bar.ts';
import type { FundingRate } from '../../core/market/funding.ts';
import type { OrderBook } from '../../core/market/order-book.ts';
import type { DecimalText } from '../../core/money/decimal.ts';
import type { LeverageBracket } from '../../core/money/leverage-brackets.ts';
import type { SymbolFilters } from '../../core/money/symbol-filters.ts';
import type { Fill, ObservedOrder } from '../../core/trading/observation.ts';

/** Public market data by request. Implemented by adapters/binance over REST. */
export interface MarketData {
  /** Complete bars with openTime in [from, to), ascending, paged as needed. The open candle is never returned. */
  klines(symbol: string, from: number, to: number): Promise<Bar[]>;
  /** The newest `count` complete bars, ascending. */
  latestKlines(symbol: string, count: number): Promise<Bar[]>;
  /** Settlements with fundingTime in [from, to), ascending, paged as needed. */
  fundingRates(symbol: string, from: number, to: number): Promise<FundingRate[]>;
  depth(symbol: string, limit: 5 | 10 | 20): Promise<OrderBook>;
  markPrice(symbol: string): Promise<MarkPrice>;
  filters(symbol: string): Promise<SymbolFilters>;
}

export interface MarkPrice {
  readonly markPrice: DecimalText;
  readonly indexPrice: DecimalText;
  /** The running funding rate, a fraction. */
  readonly fundingRate: DecimalText;
  readonly nextFundingTime: number;
  /** Exchange (market) time of the reading. */
  readonly time: number;
}

/** Signed account and order calls. Every method throws ExchangeError, and only that. */
export interface TradingAccount {
  /** One-way mode, isolated margin and the leverage; succeeds when they are set already. */
  prepare(symbol: string, leverage: number): Promise<void>;
  leverageBrackets(symbol: string): Promise<LeverageBracket[]>;
  commissionRate(symbol: string): Promise<{ maker: DecimalText; taker: DecimalText }>;
  account(symbol: string): Promise<AccountView>;
  openOrders(symbol: string): Promise<ObservedOrder[]>;
  openConditionalOrders(symbol: string): Promise<ObservedOrder[]>;
  /** The order with that client id, or undefined when the exchange says -2013 (does not exist). */
  findOrder(symbol: string, clientId: string): Promise<PlacedOrder | undefined>;
  findConditionalOrder(symbol: string, clientId: string): Promise<ObservedOrder | undefined>;
  /** Fills with trade id > afterTradeId, ascending, paged as needed. */
  fillsAfter(symbol: string, afterTradeId: number): Promise<Fill[]>;
  /** Sum of FUNDING_FEE income of the symbol since `from`, in quote; negative when paid. */
  fundingSince(symbol: string, from: number): Promise<DecimalText>;
  placeMarketOrder(order: MarketOrderRequest): Promise<PlacedOrder>;
  placeStop(order: ConditionalRequest): Promise<ObservedOrder>;
  placeTarget(order: ConditionalRequest): Promise<ObservedOrder>;
  /** Cancelling what is not there (-2011) succeeds: the aim is that it is gone. */
  cancelOrder(symbol: string, clientId: string): Promise<void>;
  cancelConditionalOrder(symbol: string, clientId: string): Promise<void>;
}

export interface AccountView {
  readonly wallet: DecimalText;
  readonly unrealised: DecimalText;
  readonly available: DecimalText;
  /** Signed base quantity. */
  readonly positionAmt: DecimalText;
  readonly entryPrice: DecimalText;
  readonly markPrice: DecimalText;
  readonly liquidationPrice: DecimalText;
  /** Exchange (market) time as far as the exchange tells it, epoch ms. */
  readonly time: number;
}

export interface MarketOrderRequest {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: DecimalText;
  readonly clientId: string;
  readonly reduceOnly: boolean;
  /** Wall time, epoch ms, after which it must not be sent any more: refused as `unavailable` then, certainly unsent. */
  readonly sendBefore?: number;
}

/** A STOP_MARKET or TAKE_PROFIT_MARKET with closePosition=true, on the algo-order path. */
export interface ConditionalRequest {
  readonly symbol: string;
  /** The closing side: SELL protects a long. */
  readonly side: 'BUY' | 'SELL';
  readonly triggerPrice: DecimalText;
  readonly clientId: string;
  readonly workingType: 'CONTRACT_PRICE' | 'MARK_PRICE';
}

export interface PlacedOrder {
  readonly clientId: string;
  readonly orderId: string;
  readonly status: 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH' | 'REJECTED';
  readonly executedQuantity: DecimalText;
  /** "0" when the exchange did not say. */
  readonly averagePrice: DecimalText;
}

/**
 * What went wrong with a call to the exchange, and what may be done about it.
 *
 * - `rejected`: the exchange said no; the same request would be refused again. `code` is Binance's.
 * - `unknown`: it may or may not have been executed (time-out, connection lost after sending, -1006, -1007, 503
 *   "Unknown error"): ask for the id before anything is sent again.
 * - `unavailable`: it was certainly not executed (connection refused, 503 "Service Unavailable", -1008): retry later.
 * - `rate-limited`: 429 or 418; `retryAfterMs` says for how long to be silent.
 * - `clock`: -1021; resynchronise and send again.
 * - `auth`: key, signature or permission; no retry helps, the operator must act.
 */
export type ExchangeErrorKind = 'rejected' | 'unknown' | 'unavailable' | 'rate-limited' | 'clock' | 'auth';

/** The only error that exchange adapters throw. Its message never holds a key, a signature or a signed URL. */
export class ExchangeError extends Error {
  readonly kind: ExchangeErrorKind;
  readonly code: number;
  readonly httpStatus: number;
  readonly retryAfterMs: number;

  constructor(
    kind: ExchangeErrorKind,
    message: string,
    details: { code?: number; httpStatus?: number; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.name = 'ExchangeError';
    this.kind = kind;
    this.code = details.code ?? 0;
    this.httpStatus = details.httpStatus ?? 0;
    this.retryAfterMs = details.retryAfterMs ?? 0;
  }
}
