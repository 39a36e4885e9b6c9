import assert from 'node:assert/strict';
import { barMoves } from '../../../core/matching/bar-path.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type {
  EngineBook,
  EngineEvent,
  MarketMove,
  MatchingEngine,
  NewConditional,
  NewOrder,
  SymbolSpec,
} from '../../../core/matching/engine-contract.ts';
import { OrderRejected } from '../../../core/matching/engine-contract.ts';
import { createMatchingEngine } from '../../../core/matching/matching-engine.ts';
import { money, Money } from '../../../core/money/decimal.ts';

export const SYMBOL = 'BTCUSDT';
export const START = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;

export type Candle = readonly [open: number, high: number, low: number, close: number];

/** A book without spread that never runs out: what fills, fills at the price itself. */
export function bottomlessBook(price: string): EngineBook {
  return { bids: [[price, '100000']], asks: [[price, '100000']] };
}

/** A book of the given levels, whatever the price. */
export function standingBook(book: EngineBook): () => EngineBook {
  return () => book;
}

export interface AccountOnCandles {
  readonly engine: MatchingEngine;
  /** Time of the newest move. */
  now(): number;
  /** Takes the market through further minutes. */
  candles(...candles: Candle[]): void;
  /** One move; by default a path with the mark at the price. */
  move(price: string, options?: Partial<MarketMove>): void;
  buy(quantity: string, more?: Partial<NewOrder>): ReturnType<MatchingEngine['placeOrder']>;
  sell(quantity: string, more?: Partial<NewOrder>): ReturnType<MatchingEngine['placeOrder']>;
  stop(side: 'BUY' | 'SELL', triggerPrice: string, more?: Partial<NewConditional>): { algoId: number };
  target(side: 'BUY' | 'SELL', triggerPrice: string, more?: Partial<NewConditional>): { algoId: number };
  /** Every fill so far as "side quantity @ price". */
  fills(): string[];
  position(): string;
}

export interface AccountOptions {
  readonly deposit?: string;
  readonly leverage?: number;
  readonly price?: string;
  readonly spec?: Partial<SymbolSpec>;
  readonly bookAt?: (price: string) => EngineBook;
}

/** An account with 100,000 USDT at 5x, in a market that stands at 50,000. */
export function openAccount(options: AccountOptions = {}): AccountOnCandles {
  const { deposit = '100000', leverage = 5, price = '50000', bookAt = bottomlessBook } = options;
  const spec = { ...BTCUSDT_SPEC, ...options.spec };
  const engine = createMatchingEngine({ symbols: { [SYMBOL]: spec }, deposit, time: START });
  engine.setLeverage(SYMBOL, leverage);
  let time = START;
  let minute = START;
  let ids = 0;
  const send = (move: MarketMove) => {
    time = move.time;
    engine.advance(move);
  };
  const place = (side: 'BUY' | 'SELL', quantity: string, more: Partial<NewOrder> = {}) =>
    engine.placeOrder({ symbol: SYMBOL, side, type: 'MARKET', quantity, clientId: `order-${++ids}`, ...more }, time);
  const conditional = (order: Pick<NewConditional, 'side' | 'type' | 'triggerPrice'>, more: Partial<NewConditional>) =>
    engine.placeConditional(
      {
        symbol: SYMBOL,
        workingType: 'CONTRACT_PRICE',
        closePosition: more.quantity === undefined,
        reduceOnly: false,
        priceProtect: false,
        clientId: `algo-${++ids}`,
        ...order,
        ...more,
      },
      time,
    );
  send({ symbol: SYMBOL, time, kind: 'jump', price, mark: price, bookAt });
  return {
    engine,
    now: () => time,
    candles(...candles) {
      for (const [open, high, low, close] of candles) {
        minute += MINUTE;
        const bar = { openTime: minute, open, high, low, close };
        for (const move of barMoves({ symbol: SYMBOL, bar, priceDecimals: 1, bookAt })) send(move);
      }
    },
    move: (to, more) => send({ symbol: SYMBOL, time: time + 1000, kind: 'path', price: to, mark: to, bookAt, ...more }),
    buy: (quantity, more) => place('BUY', quantity, more),
    sell: (quantity, more) => place('SELL', quantity, more),
    stop: (side, triggerPrice, more = {}) => conditional({ side, type: 'STOP_MARKET', triggerPrice }, more),
    target: (side, triggerPrice, more = {}) => conditional({ side, type: 'TAKE_PROFIT_MARKET', triggerPrice }, more),
    fills: () => engine.fills(SYMBOL).map((fill) => `${fill.side} ${fill.quantity} @ ${fill.price}`),
    position: () => engine.position(SYMBOL).amount,
  };
}

export const limit = (price: string, timeInForce: NewOrder['timeInForce'] = 'GTC') =>
  ({ type: 'LIMIT', price, timeInForce }) as const;

/** The ledger's sum, which the wallet must equal to the last digit. */
export function ledgerSum(engine: MatchingEngine): string {
  return engine
    .ledger()
    .reduce((sum, entry) => sum.plus(money(entry.amount)), new Money(0))
    .toString();
}

export function assertLedgerIdentity(engine: MatchingEngine): void {
  assert.equal(engine.balance().wallet, ledgerSum(engine));
}

/** Runs something that must be refused, and returns "code message"; fails when it is not, or when it changed anything. */
export function refusal(engine: MatchingEngine, act: () => unknown): string {
  const before = JSON.stringify(engine.snapshot());
  try {
    act();
  } catch (error) {
    if (!(error instanceof OrderRejected)) throw error;
    assert.equal(JSON.stringify(engine.snapshot()), before, 'a refusal changed the account');
    return `${error.code} ${error.message}`;
  }
  return assert.fail('it was not refused');
}

/** Events in short: order and algo state changes with their client ids, account changes with their reasons. */
export function told(events: readonly EngineEvent[]): string[] {
  return events.map((event) => {
    if (event.type === 'order') {
      const why = event.expiryReason === 0 ? '' : ` (${event.expiryReason})`;
      return `${event.order.clientId} ${event.execution} ${event.order.status}${why}`;
    }
    if (event.type === 'conditional') return `${event.conditional.clientId} ${event.conditional.status}`;
    return `account ${event.reason}`;
  });
}
