import { Money } from '../money/decimal.ts';
import { roundQuote } from '../money/rounding.ts';
import { emitAccount } from './account-views.ts';
import type { AccountState, LiveOrder, SymbolState } from './account-state.ts';
import { closableQuantity, isFlat } from './account-state.ts';
import type { EngineFill } from './engine-contract.ts';
import { book } from './ledger.ts';
import { crossedPositions, crossWallet } from './margin.ts';
import { noteFill } from './order-lifecycle.ts';
import { costShare, realisedPnl, shareOf } from './position-maths.ts';

const ZERO = new Money(0);

export interface Match {
  readonly price: Money;
  readonly quantity: Money;
}

export interface FillTerms {
  readonly feeRate: Money;
  readonly maker: boolean;
  readonly execution: 'TRADE' | 'CALCULATED';
  readonly time: number;
}

/**
 * Books one match of an order: position, wallet, ledger, fill and events.
 *
 * The part that closes comes first, the rest opens. Isolated: opening moves notional / leverage from the cross wallet
 * into the isolated wallet and pays its commission from the cross wallet; closing gives back the closed share of the
 * isolated wallet with its PnL and commission. What a closing loss takes beyond the isolated wallet is not the
 * account's: the insurance fund pays it back at once (INSURANCE_CLEAR).
 */
export function bookFill(
  state: AccountState,
  sym: SymbolState,
  order: LiveOrder,
  match: Match,
  terms: FillTerms,
): EngineFill {
  const { side } = order.view;
  const closing = Money.min(closableQuantity(sym, side), match.quantity);
  const opening = match.quantity.minus(closing);
  const quote = match.price.times(match.quantity);
  const commission = roundQuote(quote.times(terms.feeRate));
  const closingCommission = opening.isZero() ? commission : roundQuote(match.price.times(closing).times(terms.feeRate));
  const tradeId = state.nextIds.trade++;
  const booking = { symbol: sym.rules.symbol, time: terms.time, tradeId };

  const closed = closing.isZero() ? NOTHING_CLOSED : closePart(sym, closing, match.price, closingCommission);
  book(state, { ...booking, type: 'REALIZED_PNL', amount: closed.realised });
  book(state, { ...booking, type: 'COMMISSION', amount: commission.neg() });
  const carried = sym.position.carriedCost.minus(closed.realised).plus(closingCommission);
  sym.position.carriedCost = isFlat(sym) ? ZERO : carried;
  if (!opening.isZero()) openPart(sym, side, opening, match.price, commission.minus(closingCommission));
  sym.position.updatedAt = terms.time;

  const fill: EngineFill = {
    tradeId,
    orderId: order.view.orderId,
    clientId: order.view.clientId,
    symbol: sym.rules.symbol,
    side,
    price: match.price.toString(),
    quantity: match.quantity.toString(),
    quoteQuantity: quote.toString(),
    realizedPnl: closed.realised.toString(),
    commission: commission.toString(),
    maker: terms.maker,
    time: terms.time,
  };
  sym.fills.push(fill);
  emitAccount(state, {
    reason: 'ORDER',
    symbol: sym.rules.symbol,
    position: sym,
    balanceChange: ZERO,
    time: terms.time,
  });
  noteFill(state, sym, order, fill, terms.execution);
  coverShortfall(state, sym, closed.shortfall, terms.time);
  return fill;
}

interface ClosedPart {
  readonly realised: Money;
  /** Loss beyond the isolated wallet, for the insurance fund. */
  readonly shortfall: Money;
}

const NOTHING_CLOSED: ClosedPart = { realised: ZERO, shortfall: ZERO };

function closePart(sym: SymbolState, quantity: Money, price: Money, commission: Money): ClosedPart {
  const { position } = sym;
  const realised = realisedPnl(position, quantity, price);
  const released = shareOf(position.isolatedWallet, quantity, position.amount.abs());
  position.entryCost = position.entryCost.minus(costShare(position, quantity));
  position.amount = position.amount.isNegative() ? position.amount.plus(quantity) : position.amount.minus(quantity);
  const kept = position.isolatedWallet.minus(released);
  if (sym.marginType === 'CROSSED') return { realised, shortfall: ZERO };
  const lossBeyondReleased = Money.max(released.plus(realised).minus(commission).neg(), ZERO);
  position.isolatedWallet = Money.max(kept.minus(lossBeyondReleased), ZERO);
  return { realised, shortfall: Money.max(lossBeyondReleased.minus(kept), ZERO) };
}

function openPart(sym: SymbolState, side: 'BUY' | 'SELL', quantity: Money, price: Money, commission: Money): void {
  const { position } = sym;
  const notional = price.times(quantity);
  position.amount = side === 'BUY' ? position.amount.plus(quantity) : position.amount.minus(quantity);
  position.entryCost = position.entryCost.plus(notional);
  position.carriedCost = position.carriedCost.plus(commission);
  if (sym.marginType === 'ISOLATED') {
    position.isolatedWallet = position.isolatedWallet.plus(roundQuote(notional.div(sym.leverage)));
  }
}

/** Isolated: the given loss. Crossed: whatever the cross wallet is short of 0 when no crossed position is left. */
function coverShortfall(state: AccountState, sym: SymbolState, isolatedShortfall: Money, time: number): void {
  const covered =
    sym.marginType === 'CROSSED' && crossedPositions(state).length === 0
      ? Money.max(crossWallet(state).neg(), ZERO)
      : isolatedShortfall;
  if (covered.isZero()) return;
  book(state, {
    type: 'INSURANCE_CLEAR',
    symbol: sym.rules.symbol,
    amount: covered,
    time,
    info: 'loss beyond the margin',
  });
  emitAccount(state, {
    reason: 'INSURANCE_CLEAR',
    symbol: sym.rules.symbol,
    position: sym,
    balanceChange: covered,
    time,
  });
}
