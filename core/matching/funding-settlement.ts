import { Money, money } from '../money/decimal.ts';
import { roundQuote } from '../money/rounding.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import { isFlat, markWatchStale } from './account-state.ts';
import { emitAccount } from './account-views.ts';
import { book } from './ledger.ts';
import { signedNotional } from './margin.ts';

/**
 * Pays mark × quantity × rate, from longs to shorts when the rate is positive, at the symbol's current mark price. An
 * isolated position pays from its isolated wallet and no more than that; the insurance fund pays the rest.
 */
export function settleFunding(state: AccountState, sym: SymbolState, rate: string, time: number): void {
  if (isFlat(sym)) return;
  const amount = roundQuote(signedNotional(sym).times(money(rate)).neg());
  if (amount.isZero()) return;
  const { position } = sym;
  const symbol = sym.rules.symbol;
  book(state, { type: 'FUNDING_FEE', symbol, amount, time, info: rate });
  position.carriedCost = position.carriedCost.minus(amount);
  position.updatedAt = time;
  markWatchStale(state);
  if (sym.marginType === 'CROSSED') {
    emitAccount(state, { reason: 'FUNDING_FEE', symbol, balanceChange: amount, time });
    return;
  }
  const left = position.isolatedWallet.plus(amount);
  position.isolatedWallet = Money.max(left, 0);
  emitAccount(state, { reason: 'FUNDING_FEE', symbol: sym.rules.symbol, position: sym, balanceChange: amount, time });
  if (left.isNegative()) payFromInsurance(state, sym, left.neg(), time);
}

function payFromInsurance(state: AccountState, sym: SymbolState, amount: Money, time: number): void {
  book(state, {
    type: 'INSURANCE_CLEAR',
    symbol: sym.rules.symbol,
    amount,
    time,
    info: 'funding beyond the margin',
  });
  emitAccount(state, {
    reason: 'INSURANCE_CLEAR',
    symbol: sym.rules.symbol,
    position: sym,
    balanceChange: amount,
    time,
  });
}
