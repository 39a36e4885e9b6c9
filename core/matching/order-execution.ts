import { Money } from '../money/decimal.ts';
import type { AccountState, LiveOrder, SymbolState } from './account-state.ts';
import { closableQuantity } from './account-state.ts';
import { bestOpposite, currentBook, matchedQuantity, walkBook, withinLimit } from './book-walk.ts';
import type { EngineBook } from './engine-contract.ts';
import { bookFill } from './fill-booking.ts';
import type { Match } from './fill-booking.ts';
import { percentPriceBound } from './filter-checks.ts';
import { markOf } from './margin.ts';
import { checkMargin, checkMaxPosition } from './margin-check.ts';
import type { OrderDraft } from './order-draft.ts';
import { endOrder, EXPIRY, openOrder, remainingQuantity, rest } from './order-lifecycle.ts';
import { rejections } from './rejections.ts';

/** What an order will do on arrival: decided, with nothing changed yet. */
export interface ExecutionPlan {
  readonly draft: OrderDraft;
  readonly matches: readonly Match[];
  /** What becomes of the quantity that the book did not fill. */
  readonly remainder: 'rest' | { readonly expires: number };
}

/** Walks the book for an order and checks position limit and margin; throws OrderRejected and changes nothing. */
export function planExecution(state: AccountState, sym: SymbolState, draft: OrderDraft): ExecutionPlan {
  const plan = draft.type === 'MARKET' ? planMarket(sym, draft) : planLimit(sym, draft);
  if (draft.reduceOnly || draft.closePosition) return plan;
  checkMaxPosition(sym, draft.side, draft.quantity.times(draft.type === 'MARKET' ? markOf(sym) : draft.price));
  const left = draft.quantity.minus(matchedQuantity(plan.matches));
  const resting = plan.remainder === 'rest' && !left.isZero() ? { price: draft.price, quantity: left } : undefined;
  checkMargin(state, sym, { side: draft.side, matches: plan.matches, resting });
  return plan;
}

/** Carries a plan out. `onOpen` is called when the order has its id, before it trades. */
export function execute(
  state: AccountState,
  sym: SymbolState,
  plan: ExecutionPlan,
  time: number,
  onOpen?: (order: LiveOrder) => void,
): LiveOrder {
  const order = openOrder(state, sym, plan.draft, time);
  onOpen?.(order);
  for (const match of plan.matches) {
    bookFill(state, sym, order, match, { feeRate: sym.rules.takerFee, maker: false, execution: 'TRADE', time });
  }
  if (remainingQuantity(order).isZero()) return order;
  if (plan.remainder === 'rest') rest(state, sym, order);
  else endOrder(state, sym, order, { status: 'EXPIRED', reason: plan.remainder.expires, time });
  return order;
}

function planMarket(sym: SymbolState, draft: OrderDraft): ExecutionPlan {
  const book = currentBook(sym);
  const limit = percentPriceBound(sym, draft.side);
  const best = bestOpposite(book, draft.side);
  if (!best || !withinLimit(draft.side, best, limit)) throw rejections.noCounterparty();
  const matches = walk(sym, draft, book, limit);
  return { draft, matches, remainder: { expires: expiryOf(sym, draft, matches, EXPIRY.marketUnfilled) } };
}

function planLimit(sym: SymbolState, draft: OrderDraft): ExecutionPlan {
  const book = currentBook(sym);
  const best = bestOpposite(book, draft.side);
  const crosses = best !== undefined && withinLimit(draft.side, best, draft.price);
  if (draft.timeInForce === 'GTX' && crosses) throw rejections.postOnly();
  const matches = crosses ? walk(sym, draft, book, draft.price) : [];
  const matched = matchedQuantity(matches);
  if (draft.timeInForce === 'FOK' && matched.lessThan(fillable(sym, draft))) throw rejections.fillOrKill();
  const immediate = draft.timeInForce === 'IOC' || draft.timeInForce === 'FOK';
  const closedOut = draft.reduceOnly && matched.equals(closableQuantity(sym, draft.side));
  if (!immediate && !closedOut) return { draft, matches, remainder: 'rest' };
  return { draft, matches, remainder: { expires: expiryOf(sym, draft, matches, EXPIRY.immediateOrCancel) } };
}

/** A reduce-only order trades no more than the position. */
function fillable(sym: SymbolState, draft: OrderDraft): Money {
  return draft.reduceOnly ? Money.min(draft.quantity, closableQuantity(sym, draft.side)) : draft.quantity;
}

function expiryOf(sym: SymbolState, draft: OrderDraft, matches: readonly Match[], otherwise: number): number {
  const closedOut = draft.reduceOnly && matchedQuantity(matches).equals(closableQuantity(sym, draft.side));
  return closedOut ? EXPIRY.reduceOnly : otherwise;
}

function walk(sym: SymbolState, draft: OrderDraft, book: EngineBook, limit: Money): Match[] {
  const step = draft.type === 'MARKET' ? sym.rules.marketLot.step : sym.rules.limitLot.step;
  return walkBook(book, { side: draft.side, quantity: fillable(sym, draft), limit, step });
}
