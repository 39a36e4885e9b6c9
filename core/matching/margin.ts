import { Money, money } from '../money/decimal.ts';
import { roundQuote } from '../money/rounding.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import { unrealisedPnl } from './position-maths.ts';
import type { BracketRules, SymbolRules } from './symbol-rules.ts';

const ZERO = new Money(0);

export function markOf(sym: SymbolState): Money {
  return money(sym.market.mark);
}

/** amount × mark, signed. */
export function signedNotional(sym: SymbolState): Money {
  return sym.position.amount.isZero() ? ZERO : sym.position.amount.times(markOf(sym));
}

export function unrealised(sym: SymbolState): Money {
  return sym.position.amount.isZero() ? ZERO : unrealisedPnl(sym.position, markOf(sym));
}

export function bracketOf(rules: SymbolRules, notional: Money): BracketRules {
  return rules.brackets.find((row) => notional.lessThanOrEqualTo(row.cap)) ?? rules.brackets.at(-1)!;
}

/** The greatest notional that a leverage allows: the cap of the highest bracket that still grants it. */
export function maxNotionalAt(rules: SymbolRules, leverage: number): Money {
  return rules.brackets.filter((row) => row.leverage >= leverage).at(-1)?.cap ?? ZERO;
}

/** notional × ratio − cum of the notional's bracket, 8 decimals. */
export function maintenanceMargin(sym: SymbolState): Money {
  const notional = signedNotional(sym).abs();
  if (notional.isZero()) return ZERO;
  const bracket = bracketOf(sym.rules, notional);
  return roundQuote(notional.times(bracket.ratio).minus(bracket.cum));
}

/** notional / leverage, 8 decimals. */
export function positionMargin(sym: SymbolState): Money {
  return roundQuote(signedNotional(sym).abs().div(sym.leverage));
}

export interface OpenNotional {
  readonly bid: Money;
  readonly ask: Money;
}

/** What the resting orders would buy and sell at their prices; reduce-only orders open nothing. */
export function openNotional(sym: SymbolState): OpenNotional {
  let bid = ZERO;
  let ask = ZERO;
  for (const order of sym.resting.values()) {
    if (order.view.reduceOnly) continue;
    const notional = order.quantity.minus(order.executedQuantity).times(order.price);
    if (order.view.side === 'BUY') bid = bid.plus(notional);
    else ask = ask.plus(notional);
  }
  return { bid, ask };
}

/** The greater of the two exposures the position and one side of its open orders can grow to. */
export function worstExposure(position: Money, open: OpenNotional): Money {
  return Money.max(position.plus(open.bid).abs(), position.minus(open.ask).abs());
}

/** Initial margin of the open orders beyond that of the position. */
export function openOrderMargin(sym: SymbolState): Money {
  if (sym.resting.size === 0) return ZERO;
  const position = signedNotional(sym);
  return roundQuote(worstExposure(position, openNotional(sym)).minus(position.abs()).div(sym.leverage));
}

/** Margin and taker fee set aside for what the orders may open beyond the position. */
export function orderReserve(sym: SymbolState, position: Money, open: OpenNotional): Money {
  const excess = worstExposure(position, open).minus(position.abs());
  return excess.greaterThan(0) ? marginAndFee(sym, excess) : ZERO;
}

/** What opening `notional` takes from the balance: initial margin and the taker fee. */
export function marginAndFee(sym: SymbolState, notional: Money): Money {
  return roundQuote(notional.div(sym.leverage).plus(notional.times(sym.rules.takerFee)));
}

/** The wallet less what the isolated positions hold. */
export function crossWallet(state: AccountState): Money {
  let cross = state.wallet;
  for (const sym of state.symbols.values()) cross = cross.minus(sym.position.isolatedWallet);
  return cross;
}

/** The cross wallet with the PnL of crossed positions and without their initial margin. */
export function freeCross(state: AccountState): Money {
  let free = crossWallet(state);
  for (const sym of state.symbols.values()) {
    if (sym.marginType !== 'CROSSED' || sym.position.amount.isZero()) continue;
    free = free.plus(unrealised(sym)).minus(positionMargin(sym));
  }
  return free;
}

/** What is left for new orders, not below 0. */
export function availableBalance(state: AccountState): Money {
  let available = freeCross(state);
  for (const sym of state.symbols.values()) {
    if (sym.resting.size > 0) available = available.minus(orderReserve(sym, signedNotional(sym), openNotional(sym)));
  }
  return Money.max(available, ZERO);
}

/**
 * The margin that stands behind a symbol's position: its isolated wallet, or, crossed, the cross wallet with the PnL of
 * the other crossed positions and without their maintenance margin.
 */
export function backingMargin(state: AccountState, sym: SymbolState): Money {
  if (sym.marginType === 'ISOLATED') return sym.position.isolatedWallet;
  let backing = crossWallet(state);
  for (const other of state.symbols.values()) {
    if (other === sym || other.marginType !== 'CROSSED' || other.position.amount.isZero()) continue;
    backing = backing.plus(unrealised(other)).minus(maintenanceMargin(other));
  }
  return backing;
}

export function crossedPositions(state: AccountState): SymbolState[] {
  return [...state.symbols.values()].filter((sym) => sym.marginType === 'CROSSED' && !sym.position.amount.isZero());
}
