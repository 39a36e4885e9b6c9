import { money } from '../money/decimal.ts';
import type { AccountState, LiveOrder, NextIds, SymbolState } from './account-state.ts';
import { createAccountState, createSymbolState } from './account-state.ts';
import type { EngineConditional, EngineEvent, EngineHistory, EngineOrder, SymbolSpec } from './engine-contract.ts';
import { parseSymbolRules } from './symbol-rules.ts';

const VERSION = 1;

/** What `snapshot()` gives: JSON-safe, every amount a decimal string. */
export interface EngineSnapshot {
  readonly version: typeof VERSION;
  readonly time: number;
  readonly wallet: string;
  readonly nextIds: NextIds;
  readonly symbols: readonly SymbolSnapshot[];
  readonly events: readonly EngineEvent[];
  readonly history?: EngineHistory;
}

interface SymbolSnapshot {
  readonly symbol: string;
  readonly leverage: number;
  readonly marginType: 'ISOLATED' | 'CROSSED';
  readonly amount: string;
  readonly entryCost: string;
  readonly isolatedWallet: string;
  readonly carriedCost: string;
  readonly updatedAt: number;
  readonly price: string;
  readonly mark: string;
  /** Orders that can still trade, and the conditional that each came from (0 for none). */
  readonly resting: readonly { readonly order: EngineOrder; readonly algoId: number }[];
  /** Conditionals that have not ended: NEW, or TRIGGERED with their order still resting. */
  readonly conditionals: readonly EngineConditional[];
}

export function takeSnapshot(state: AccountState, withHistory: boolean): EngineSnapshot {
  const symbols = [...state.symbols.values()];
  return {
    version: VERSION,
    time: state.time,
    wallet: state.wallet.toString(),
    nextIds: { ...state.nextIds },
    symbols: symbols.map(symbolSnapshot),
    events: [...state.events],
    ...(withHistory && {
      history: {
        orders: symbols.flatMap((sym) => [...sym.orders.values()]),
        conditionals: symbols.flatMap((sym) => [...sym.conditionals.values()]),
        fills: symbols.flatMap((sym) => sym.fills),
        ledger: [...state.ledger],
      },
    }),
  };
}

/**
 * The state that a snapshot describes. `history` is what a live snapshot left out; where both have it, the snapshot's
 * own counts. Throws RangeError when the snapshot is of another version or names a symbol without a spec.
 */
export function stateFromSnapshot(
  snapshot: unknown,
  specs: Record<string, SymbolSpec>,
  history?: EngineHistory,
): AccountState {
  const from = checkedSnapshot(snapshot, specs);
  const state = createAccountState(from.time);
  state.wallet = money(from.wallet);
  Object.assign(state.nextIds, from.nextIds);
  state.events = [...from.events];
  for (const [symbol, spec] of Object.entries(specs)) {
    const saved = from.symbols.find((one) => one.symbol === symbol);
    const sym = createSymbolState(parseSymbolRules(spec));
    state.symbols.set(symbol, sym);
    restoreHistory(sym, symbol, from.history ?? history);
    if (saved) restoreSymbol(sym, saved);
  }
  for (const entry of (from.history ?? history)?.ledger ?? []) state.ledger.push(entry);
  return state;
}

function symbolSnapshot(sym: SymbolState): SymbolSnapshot {
  const { position, market } = sym;
  return {
    symbol: sym.rules.symbol,
    leverage: sym.leverage,
    marginType: sym.marginType,
    amount: position.amount.toString(),
    entryCost: position.entryCost.toString(),
    isolatedWallet: position.isolatedWallet.toString(),
    carriedCost: position.carriedCost.toString(),
    updatedAt: position.updatedAt,
    price: market.price,
    mark: market.mark,
    resting: [...sym.resting.values()].map((order) => ({ order: order.view, algoId: order.algoId })),
    conditionals: [
      ...[...sym.armed.values()].map((one) => one.view),
      ...[...sym.resting.values()].flatMap((order) => sym.conditionals.get(order.algoId) ?? []),
    ],
  };
}

function checkedSnapshot(snapshot: unknown, specs: Record<string, SymbolSpec>): EngineSnapshot {
  const from = snapshot as EngineSnapshot | null;
  if (typeof from !== 'object' || from === null || from.version !== VERSION) {
    throw new RangeError(`not a snapshot of the matching engine, version ${VERSION}`);
  }
  const unknown = from.symbols.find((one) => !(one.symbol in specs));
  if (unknown) throw new RangeError(`the snapshot holds ${unknown.symbol}, for which no symbol spec was given`);
  return from;
}

function restoreHistory(sym: SymbolState, symbol: string, history: EngineHistory | undefined): void {
  if (!history) return;
  for (const order of history.orders) if (order.symbol === symbol) rememberOrder(sym, order);
  for (const one of history.conditionals) if (one.symbol === symbol) rememberConditional(sym, one);
  for (const fill of history.fills) if (fill.symbol === symbol) sym.fills.push(fill);
}

function restoreSymbol(sym: SymbolState, saved: SymbolSnapshot): void {
  sym.leverage = saved.leverage;
  sym.marginType = saved.marginType;
  Object.assign(sym.position, {
    amount: money(saved.amount),
    entryCost: money(saved.entryCost),
    isolatedWallet: money(saved.isolatedWallet),
    carriedCost: money(saved.carriedCost),
    updatedAt: saved.updatedAt,
  });
  Object.assign(sym.market, {
    price: saved.price,
    mark: saved.mark,
    priceFloat: Number(saved.price),
    markFloat: Number(saved.mark),
  });
  for (const { order, algoId } of saved.resting) {
    rememberOrder(sym, order);
    sym.resting.set(order.orderId, liveOrder(order, algoId));
  }
  for (const one of saved.conditionals) {
    rememberConditional(sym, one);
    if (one.status === 'NEW') sym.armed.set(one.algoId, { view: one, triggerFloat: Number(one.triggerPrice) });
  }
}

function liveOrder(order: EngineOrder, algoId: number): LiveOrder {
  return {
    view: order,
    price: money(order.price),
    priceFloat: Number(order.price),
    quantity: money(order.quantity),
    executedQuantity: money(order.executedQuantity),
    executedQuote: money(order.executedQuote),
    algoId,
  };
}

function rememberOrder(sym: SymbolState, order: EngineOrder): void {
  sym.orders.set(order.orderId, order);
  sym.orderIds.set(order.clientId, Math.max(order.orderId, sym.orderIds.get(order.clientId) ?? 0));
}

function rememberConditional(sym: SymbolState, one: EngineConditional): void {
  sym.conditionals.set(one.algoId, one);
  sym.conditionalIds.set(one.clientId, Math.max(one.algoId, sym.conditionalIds.get(one.clientId) ?? 0));
}
