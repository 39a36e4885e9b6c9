import { changeLeverage, changeMarginType, transferQuote } from './account-settings.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import { createAccountState, createSymbolState, symbolState } from './account-state.ts';
import { balanceView, positionView } from './account-views.ts';
import { armConditional, changeConditional } from './conditional-lifecycle.ts';
import { finishIfEnded } from './conditional-trigger.ts';
import { validateConditional } from './conditional-validation.ts';
import type {
  EngineConditional,
  EngineHistory,
  EngineOrder,
  MatchingEngine,
  NewConditional,
  NewOrder,
  SymbolSpec,
} from './engine-contract.ts';
import { stateFromSnapshot, takeSnapshot } from './engine-snapshot.ts';
import { advanceMarket } from './market-advance.ts';
import { endOrder, EXPIRY } from './order-lifecycle.ts';
import { execute, planExecution } from './order-execution.ts';
import type { ExecutionPlan } from './order-execution.ts';
import { validateOrder } from './order-validation.ts';
import { expireOrphans } from './orphaned-orders.ts';
import { rejections } from './rejections.ts';
import { parseSymbolRules } from './symbol-rules.ts';
import { refreshWatch, standsQuiet } from './watch-levels.ts';

export interface MatchingEngineOptions {
  readonly symbols: Record<string, SymbolSpec>;
  /** Quote booked as the first TRANSFER; default none. */
  readonly deposit?: string;
  /** Market time of the account's beginning, epoch ms. */
  readonly time: number;
}

/**
 * A new account, isolated margin at 20x. Orders can be filled from the first `advance` on: the engine asks the latest
 * move's `bookAt` for the book. Throws RangeError when a spec is malformed.
 */
export function createMatchingEngine(options: MatchingEngineOptions): MatchingEngine {
  const state = createAccountState(options.time);
  for (const [symbol, spec] of Object.entries(options.symbols)) {
    state.symbols.set(symbol, createSymbolState(parseSymbolRules(spec)));
  }
  if (options.deposit !== undefined) transferQuote(state, options.deposit, options.time);
  return engineOf(state);
}

/**
 * The engine that a snapshot was taken of; `history` is what a live snapshot left out, and may be left out too when
 * nobody asks for it. Books are not part of a snapshot: advance each symbol once before a MARKET order.
 */
export function restoreMatchingEngine(
  snapshot: unknown,
  specs: Record<string, SymbolSpec>,
  history?: EngineHistory,
): MatchingEngine {
  return engineOf(stateFromSnapshot(snapshot, specs, history));
}

function engineOf(state: AccountState): MatchingEngine {
  const symbol = (name: string) => symbolState(state, name);
  const symbols = (name?: string) => (name === undefined ? [...state.symbols.values()] : [symbol(name)]);
  return {
    advance: (move) => advanceMarket(state, move),
    placeOrder: (order, time) => placeOrder(state, order, time),
    checkOrder: (order, time) => void admitOrder(state, order, time),
    placeConditional: (order, time) => placeConditional(state, order, time),
    cancelOrder: (name, by, time) => cancelOrder(state, symbol(name), by, time),
    cancelConditional: (by, time) => cancelConditional(state, by, time),
    setLeverage: (name, leverage) => changeLeverage(state, symbol(name), leverage),
    setMarginType: (name, type) => changeMarginType(state, symbol(name), type),
    transfer: (amount, time) => transferQuote(state, amount, time),
    balance: () => balanceView(state),
    position: (name) => positionView(state, symbol(name)),
    openOrders: (name) => symbols(name).flatMap((sym) => [...sym.resting.values()].map((order) => order.view)),
    openConditionals: (name) => symbols(name).flatMap((sym) => [...sym.armed.values()].map((one) => one.view)),
    findOrder: (name, by) => orderBy(symbol(name), by),
    findConditional: (by) => conditionalBy(state, by),
    orders: (name) => [...symbol(name).orders.values()],
    conditionals: (name) => [...symbol(name).conditionals.values()],
    fills: (name) => symbol(name).fills,
    ledger: () => state.ledger,
    takeEvents: () => state.events.splice(0),
    reactsWithin: (name, low, high, until) => reactsWithin(state, symbol(name), { low, high, until }),
    snapshot: (options) => takeSnapshot(state, options?.history ?? true),
  };
}

function placeOrder(state: AccountState, order: NewOrder, time: number): EngineOrder {
  const plan = admitOrder(state, order, time);
  const sym = symbolState(state, order.symbol);
  const placed = execute(state, sym, plan, time);
  expireOrphans(state, sym, time);
  return placed.view;
}

function admitOrder(state: AccountState, order: NewOrder, time: number): ExecutionPlan {
  const sym = symbolState(state, order.symbol);
  const plan = planExecution(state, sym, validateOrder(sym, order, time));
  if (plan.remainder === 'rest' && sym.resting.size >= sym.rules.maxOrders) throw rejections.tooManyOrders();
  return plan;
}

function placeConditional(state: AccountState, order: NewConditional, time: number): EngineConditional {
  const sym = symbolState(state, order.symbol);
  return armConditional(state, sym, order, validateConditional(sym, order), time);
}

function cancelOrder(
  state: AccountState,
  sym: SymbolState,
  by: { orderId?: number; clientId?: string },
  time: number,
): EngineOrder {
  const id = orderBy(sym, by)?.orderId;
  const order = id === undefined ? undefined : sym.resting.get(id);
  if (!order) throw rejections.unknownOrder();
  const view = endOrder(state, sym, order, { status: 'CANCELED', reason: EXPIRY.none, time });
  finishIfEnded(state, sym, order, time);
  return view;
}

function cancelConditional(
  state: AccountState,
  by: { algoId?: number; clientId?: string },
  time: number,
): EngineConditional {
  const found = conditionalBy(state, by);
  if (found?.status !== 'NEW') throw rejections.unknownOrder();
  return changeConditional(state, symbolState(state, found.symbol), found.algoId, { status: 'CANCELED' }, time);
}

/** The order with that id, else the newest with that client id. */
function orderBy(sym: SymbolState, by: { orderId?: number; clientId?: string }): EngineOrder | undefined {
  const id = by.orderId ?? sym.orderIds.get(by.clientId ?? '');
  return id === undefined ? undefined : sym.orders.get(id);
}

function conditionalBy(state: AccountState, by: { algoId?: number; clientId?: string }): EngineConditional | undefined {
  let newest: EngineConditional | undefined;
  for (const sym of state.symbols.values()) {
    const id = by.algoId ?? sym.conditionalIds.get(by.clientId ?? '');
    const found = id === undefined ? undefined : sym.conditionals.get(id);
    if (found && (!newest || found.algoId > newest.algoId)) newest = found;
  }
  return newest;
}

function reactsWithin(
  state: AccountState,
  sym: SymbolState,
  range: { low: number; high: number; until: number },
): boolean {
  const { watch } = sym;
  if (watch.stale) refreshWatch(state, sym);
  const { low, high, until } = range;
  return !(
    standsQuiet(sym) &&
    low > Math.max(watch.low, watch.markLow) &&
    high < Math.min(watch.high, watch.markHigh) &&
    until <= watch.until
  );
}
