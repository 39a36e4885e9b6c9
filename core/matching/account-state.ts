import { Money } from '../money/decimal.ts';
import type {
  EngineBook,
  EngineConditional,
  EngineEvent,
  EngineFill,
  EngineOrder,
  LedgerEntry,
} from './engine-contract.ts';
import { rejections } from './rejections.ts';
import type { SymbolRules } from './symbol-rules.ts';

/** Everything one account holds. Mutable inside the engine; what leaves it are immutable views. */
export interface AccountState {
  time: number;
  /** Sum of the ledger's amounts. */
  wallet: Money;
  readonly nextIds: NextIds;
  readonly symbols: Map<string, SymbolState>;
  readonly ledger: LedgerEntry[];
  events: EngineEvent[];
}

export interface NextIds {
  order: number;
  algo: number;
  trade: number;
  tran: number;
}

export interface SymbolState {
  readonly rules: SymbolRules;
  leverage: number;
  marginType: 'ISOLATED' | 'CROSSED';
  readonly position: PositionState;
  readonly market: MarketState;
  /** Open orders by id, ascending. */
  readonly resting: Map<number, LiveOrder>;
  /** Conditional orders in state NEW by id, ascending. */
  readonly armed: Map<number, ArmedConditional>;
  readonly orders: Map<number, EngineOrder>;
  readonly orderIds: Map<string, number>;
  readonly conditionals: Map<number, EngineConditional>;
  readonly conditionalIds: Map<string, number>;
  readonly fills: EngineFill[];
  readonly watch: WatchLevels;
}

export interface PositionState {
  /** Signed base quantity. */
  amount: Money;
  /** What the open quantity cost, in quote, not negative; the entry price is entryCost / |amount|. */
  entryCost: Money;
  isolatedWallet: Money;
  /** Commission and funding paid less PnL realised since the position was opened, in quote. */
  carriedCost: Money;
  updatedAt: number;
}

export interface MarketState {
  /** Contract price and mark price as given; "0" before the first move. */
  price: string;
  mark: string;
  priceFloat: number;
  markFloat: number;
  bookAt: ((price: string) => EngineBook) | undefined;
}

/** Between these levels, and before `until`, a move changes nothing but the price. */
export interface WatchLevels {
  low: number;
  high: number;
  markLow: number;
  markHigh: number;
  until: number;
  stale: boolean;
}

/** An order that can still trade, with its decimals at hand. */
export interface LiveOrder {
  view: EngineOrder;
  readonly price: Money;
  readonly priceFloat: number;
  readonly quantity: Money;
  executedQuantity: Money;
  executedQuote: Money;
  /** The conditional order that it came from; 0 for none. */
  readonly algoId: number;
}

export interface ArmedConditional {
  view: EngineConditional;
  readonly triggerFloat: number;
}

const ZERO = new Money(0);
const DEFAULT_LEVERAGE = 20;

export function createAccountState(time: number): AccountState {
  return {
    time,
    wallet: ZERO,
    nextIds: { order: 1, algo: 1, trade: 1, tran: 1 },
    symbols: new Map(),
    ledger: [],
    events: [],
  };
}

/** A symbol never traded: isolated, at Binance's default leverage. */
export function createSymbolState(rules: SymbolRules): SymbolState {
  return {
    rules,
    leverage: DEFAULT_LEVERAGE,
    marginType: 'ISOLATED',
    position: { amount: ZERO, entryCost: ZERO, isolatedWallet: ZERO, carriedCost: ZERO, updatedAt: 0 },
    market: { price: '0', mark: '0', priceFloat: 0, markFloat: 0, bookAt: undefined },
    resting: new Map(),
    armed: new Map(),
    orders: new Map(),
    orderIds: new Map(),
    conditionals: new Map(),
    conditionalIds: new Map(),
    fills: [],
    watch: { low: 0, high: Infinity, markLow: 0, markHigh: Infinity, until: Infinity, stale: true },
  };
}

/** Throws OrderRejected(-1121). */
export function symbolState(state: AccountState, symbol: string): SymbolState {
  const found = state.symbols.get(symbol);
  if (!found) throw rejections.invalidSymbol();
  return found;
}

/** After any change of orders, positions or wallet: what to watch for has to be worked out anew. */
export function markWatchStale(state: AccountState): void {
  for (const sym of state.symbols.values()) sym.watch.stale = true;
}

export function isFlat(sym: SymbolState): boolean {
  return sym.position.amount.isZero();
}

/** How much of `side` only closes the open position. */
export function closableQuantity(sym: SymbolState, side: 'BUY' | 'SELL'): Money {
  const { amount } = sym.position;
  const closes = side === 'SELL' ? amount.greaterThan(0) : amount.lessThan(0);
  return closes ? amount.abs() : ZERO;
}
