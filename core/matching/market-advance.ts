import { Money, money, moneyFromFloat } from '../money/decimal.ts';
import { roundToNearestStep } from '../money/rounding.ts';
import type { AccountState, LiveOrder, SymbolState } from './account-state.ts';
import { closableQuantity, symbolState } from './account-state.ts';
import { finishIfEnded, isProtected, triggerConditional } from './conditional-trigger.ts';
import type { MarketMove } from './engine-contract.ts';
import { bookFill } from './fill-booking.ts';
import { settleFunding } from './funding-settlement.ts';
import { liquidate } from './liquidation.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { crossedPositions } from './margin.ts';
import { canOpenAtFill } from './margin-check.ts';
import type { Leg, Reaction } from './move-reactions.ts';
import { nextReaction } from './move-reactions.ts';
import { endOrder, EXPIRY, remainingQuantity } from './order-lifecycle.ts';
import { expireOrphans } from './orphaned-orders.ts';
import { isQuiet, refreshWatch, standsQuiet } from './watch-levels.ts';

/** Decimals kept of a mark price between two given ones. */
const MARK_DECIMALS = 8;

/** Lets one symbol's market move; see MatchingEngine.advance. Throws RangeError for a price that is not above 0. */
export function advanceMarket(state: AccountState, move: MarketMove): void {
  const sym = symbolState(state, move.symbol);
  const price = Number(move.price);
  const mark = move.mark === move.price ? price : Number(move.mark);
  if (sym.watch.stale) refreshWatch(state, sym);
  const quiet =
    isQuiet(sym.watch, price, mark) &&
    standsQuiet(sym) &&
    move.time < sym.watch.until &&
    move.funding === undefined &&
    price > 0 &&
    mark > 0;
  if (!quiet) react(state, sym, move, price, mark);
  state.time = move.time;
  arrive(sym, move, price, mark);
}

function react(state: AccountState, sym: SymbolState, move: MarketMove, price: number, mark: number): void {
  if (!(price > 0 && price < Infinity && mark > 0 && mark < Infinity)) {
    throw new RangeError(`a move of ${move.symbol} to price "${move.price}", mark "${move.mark}" is not above 0`);
  }
  const { market } = sym;
  const origin = market.priceFloat === 0 ? { price, mark } : { price: market.priceFloat, mark: market.markFloat };
  const way = { fromPrice: origin.price, toPrice: price, fromMark: origin.mark, toMark: mark };
  const jump: Leg = { ...way, kind: 'jump' };
  state.time = move.time;
  if (move.funding) fund(state, sym, move);
  expireGoodTillDate(state, sym, move.time);
  market.bookAt = move.bookAt;
  if (move.kind === 'jump' || market.priceFloat === 0) {
    arrive(sym, move, price, mark);
    reactInTurn(state, sym, move, () => jump);
  } else {
    const blocked = reactInTurn(state, sym, move, () => pathFromHere(sym, way));
    arrive(sym, move, price, mark);
    if (blocked) reactInTurn(state, sym, move, () => jump);
  }
  liquidateCrossed(state, move.time);
}

/** Funding is paid at the mark price that comes with it, before the price moves. */
function fund(state: AccountState, sym: SymbolState, move: MarketMove): void {
  sym.market.mark = move.mark;
  sym.market.markFloat = Number(move.mark);
  settleFunding(state, sym, move.funding!.rate, move.time);
}

/** Lets everything react that the move reaches; true when a priceProtect kept a conditional order from it. */
function reactInTurn(state: AccountState, sym: SymbolState, move: MarketMove, legNow: () => Leg): boolean {
  const skip = new Set<number>();
  for (;;) {
    const leg = legNow();
    const reaction = nextReaction(state, sym, leg, skip);
    if (!reaction) return skip.size > 0;
    if (leg.kind === 'path') travelTo(sym, leg, reaction, move);
    if (reaction.kind === 'order') fillResting(state, sym, reaction.order, move.time);
    else if (reaction.kind === 'liquidation') liquidate(state, sym, move.time);
    else if (isBlocked(sym, reaction)) skip.add(reaction.id);
    else triggerConditional(state, sym, reaction.conditional, move.time);
    expireOrphans(state, sym, move.time);
  }
}

function isBlocked(sym: SymbolState, reaction: Extract<Reaction, { kind: 'conditional' }>): boolean {
  return isProtected(sym, reaction.conditional.view, money(sym.market.price), money(sym.market.mark));
}

/** A resting order that is reached fills in full, as maker, at its own price. */
function fillResting(state: AccountState, sym: SymbolState, order: LiveOrder, time: number): void {
  const { side, reduceOnly } = order.view;
  const closable = closableQuantity(sym, side);
  const left = remainingQuantity(order);
  const affordable = reduceOnly
    ? Money.min(left, closable)
    : canOpenAtFill(state, sym, side, { price: order.price, quantity: left })
      ? left
      : Money.min(left, closable);
  if (!affordable.isZero()) {
    const terms = { feeRate: sym.rules.makerFee, maker: true, execution: 'TRADE', time } as const;
    bookFill(state, sym, order, { price: order.price, quantity: affordable }, terms);
  }
  if (!remainingQuantity(order).isZero()) {
    const reason = reduceOnly ? EXPIRY.reduceOnly : EXPIRY.none;
    endOrder(state, sym, order, { status: 'EXPIRED', reason, time });
  }
  finishIfEnded(state, sym, order, time);
}

function expireGoodTillDate(state: AccountState, sym: SymbolState, time: number): void {
  for (const order of [...sym.resting.values()]) {
    const { goodTillDate } = order.view;
    if (goodTillDate === 0 || time < goodTillDate) continue;
    endOrder(state, sym, order, { status: 'EXPIRED', reason: EXPIRY.none, time });
  }
}

/** Crossed positions stand and fall together: one symbol's move can end another's position at its own mark. */
function liquidateCrossed(state: AccountState, time: number): void {
  for (const sym of crossedPositions(state)) {
    const level = liquidationPrice(state, sym).toNumber();
    const { markFloat } = sym.market;
    const reached = sym.position.amount.isNegative() ? markFloat >= level : markFloat <= level;
    if (level === 0 || !reached) continue;
    liquidate(state, sym, time);
    expireOrphans(state, sym, time);
  }
}

function pathFromHere(sym: SymbolState, way: Omit<Leg, 'kind'>): Leg {
  return { ...way, kind: 'path', fromPrice: sym.market.priceFloat, fromMark: sym.market.markFloat };
}

/** Moves both prices to where the reaction happens: the one that sets it off exactly, the other in proportion. */
function travelTo(sym: SymbolState, leg: Leg, reaction: Reaction, move: MarketMove): void {
  const { market } = sym;
  const together = market.price === market.mark && move.price === move.mark;
  if (reaction.share > 0) {
    const price = leg.fromPrice + reaction.share * (leg.toPrice - leg.fromPrice);
    const mark = leg.fromMark + reaction.share * (leg.toMark - leg.fromMark);
    const exact = money(reaction.level);
    const priceThere = reaction.by === 'price' || together ? exact : moneyFromFloat(price);
    const markThere = reaction.by === 'mark' || together ? exact : moneyFromFloat(mark);
    market.price = roundToNearestStep(priceThere, sym.rules.tickSize).toString();
    market.mark = markThere.toDecimalPlaces(MARK_DECIMALS).toString();
    market.priceFloat = Number(market.price);
    market.markFloat = Number(market.mark);
  }
}

function arrive(sym: SymbolState, move: MarketMove, price: number, mark: number): void {
  const { market } = sym;
  market.price = move.price;
  market.mark = move.mark;
  market.priceFloat = price;
  market.markFloat = mark;
  market.bookAt = move.bookAt;
}
