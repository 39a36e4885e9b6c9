import { Money } from '../money/decimal.ts';
import { roundQuote } from '../money/rounding.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import { closableQuantity } from './account-state.ts';
import type { Match } from './fill-booking.ts';
import {
  availableBalance,
  freeCross,
  marginAndFee,
  markOf,
  maxNotionalAt,
  openNotional,
  orderReserve,
  positionMargin,
  signedNotional,
  unrealised,
  worstExposure,
} from './margin.ts';
import { realisedPnl, shareOf } from './position-maths.ts';
import { rejections } from './rejections.ts';

const ZERO = new Money(0);

/** An order as the margin rules see it: what it takes from the book now and what will rest. */
export interface OrderEffect {
  readonly side: 'BUY' | 'SELL';
  readonly matches: readonly Match[];
  readonly resting: Match | undefined;
}

/** -2027: position and open orders, with this one, may not grow beyond the leverage's greatest notional. */
export function checkMaxPosition(sym: SymbolState, side: 'BUY' | 'SELL', notional: Money): void {
  const position = signedNotional(sym);
  const open = openNotional(sym);
  const now = worstExposure(position, open);
  const then = worstExposure(position, withOrder(open, side, notional));
  if (then.greaterThan(now) && then.greaterThan(maxNotionalAt(sym.rules, sym.leverage))) {
    throw rejections.maxPosition();
  }
}

/**
 * -2019: what the order opens needs initial margin and the taker fee; what it closes gives margin back first. An order
 * that only closes, and at once, is never refused.
 */
export function checkMargin(state: AccountState, sym: SymbolState, order: OrderEffect): void {
  const { closed, opened } = splitMatches(sym, order);
  if (opened.length === 0 && !order.resting) return;
  const reserveBefore = orderReserve(sym, signedNotional(sym), openNotional(sym));
  const need = marginAndFee(sym, notionalOf(opened))
    .plus(reserveAfter(sym, order))
    .minus(reserveBefore)
    .minus(releasedBy(sym, closed));
  if (need.greaterThan(0) && need.greaterThan(availableBalance(state))) throw rejections.marginInsufficient();
}

/** Whether an isolated position can still be opened when a resting order is reached; crossed orders always fill. */
export function canOpenAtFill(state: AccountState, sym: SymbolState, side: 'BUY' | 'SELL', match: Match): boolean {
  if (sym.marginType === 'CROSSED') return true;
  const { closed, opened } = splitMatches(sym, { side, matches: [match], resting: undefined });
  return marginAndFee(sym, notionalOf(opened)).lessThanOrEqualTo(freeCross(state).plus(releasedBy(sym, closed)));
}

function splitMatches(sym: SymbolState, order: OrderEffect): { closed: Match[]; opened: Match[] } {
  let closable = closableQuantity(sym, order.side);
  const closed: Match[] = [];
  const opened: Match[] = [];
  for (const { price, quantity } of order.matches) {
    const closing = Money.min(closable, quantity);
    closable = closable.minus(closing);
    if (!closing.isZero()) closed.push({ price, quantity: closing });
    if (quantity.greaterThan(closing)) opened.push({ price, quantity: quantity.minus(closing) });
  }
  return { closed, opened };
}

/** Margin, PnL and closing fee that closing sets free; an isolated position never takes more than it holds. */
function releasedBy(sym: SymbolState, closed: readonly Match[]): Money {
  if (closed.length === 0) return ZERO;
  const quantity = closed.reduce((sum, match) => sum.plus(match.quantity), ZERO);
  const notional = notionalOf(closed);
  const fee = notional.times(sym.rules.takerFee);
  const pnl = realisedPnl(sym.position, quantity, notional.div(quantity));
  const whole = sym.position.amount.abs();
  if (sym.marginType === 'ISOLATED') {
    const released = shareOf(sym.position.isolatedWallet, quantity, whole);
    return roundQuote(Money.max(released.plus(pnl).minus(fee), ZERO));
  }
  const margin = shareOf(positionMargin(sym), quantity, whole);
  return roundQuote(
    margin
      .plus(pnl)
      .minus(shareOf(unrealised(sym), quantity, whole))
      .minus(fee),
  );
}

function reserveAfter(sym: SymbolState, order: OrderEffect): Money {
  const traded = order.matches.reduce((sum, match) => sum.plus(match.quantity), ZERO);
  const amount = order.side === 'BUY' ? sym.position.amount.plus(traded) : sym.position.amount.minus(traded);
  const open = openNotional(sym);
  const { resting } = order;
  return orderReserve(
    sym,
    amount.times(markOf(sym)),
    resting ? withOrder(open, order.side, resting.price.times(resting.quantity)) : open,
  );
}

function withOrder(open: { bid: Money; ask: Money }, side: 'BUY' | 'SELL', notional: Money) {
  return side === 'BUY'
    ? { bid: open.bid.plus(notional), ask: open.ask }
    : { bid: open.bid, ask: open.ask.plus(notional) };
}

function notionalOf(matches: readonly Match[]): Money {
  return matches.reduce((sum, match) => sum.plus(match.price.times(match.quantity)), ZERO);
}
