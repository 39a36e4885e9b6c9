import { Money } from '../money/decimal.ts';
import { QUOTE_DECIMALS } from '../money/rounding.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import { isFlat, markWatchStale } from './account-state.ts';
import { emitAccount } from './account-views.ts';
import { parseParameter } from './filter-checks.ts';
import { book } from './ledger.ts';
import {
  availableBalance,
  freeCross,
  maxNotionalAt,
  openNotional,
  orderReserve,
  signedNotional,
  worstExposure,
} from './margin.ts';
import { rejections } from './rejections.ts';

/**
 * Throws -4028 for a leverage the brackets don't know, -4161 when it lowers that of an open isolated position, -2027
 * when position and orders exceed the greatest notional it allows, -2028 when the margin for them is missing.
 */
export function changeLeverage(state: AccountState, sym: SymbolState, leverage: number): void {
  const greatest = Math.max(...sym.rules.brackets.map((row) => row.leverage));
  if (!Number.isInteger(leverage) || leverage < 1 || leverage > greatest) throw rejections.leverageInvalid(leverage);
  if (leverage < sym.leverage && sym.marginType === 'ISOLATED' && !isFlat(sym)) throw rejections.leverageReduction();
  const exposure = worstExposure(signedNotional(sym), openNotional(sym));
  if (exposure.greaterThan(maxNotionalAt(sym.rules, leverage))) throw rejections.maxPosition();
  const before = sym.leverage;
  sym.leverage = leverage;
  if (leverage < before && uncovered(state)) {
    sym.leverage = before;
    throw rejections.leverageTooSmall();
  }
  markWatchStale(state);
}

/** Throws -4046 when it is so already, -4047 with open orders, -4048 with a position. */
export function changeMarginType(state: AccountState, sym: SymbolState, type: 'ISOLATED' | 'CROSSED'): void {
  if (sym.marginType === type) throw rejections.marginTypeUnchanged();
  if (sym.resting.size > 0 || sym.armed.size > 0) throw rejections.marginTypeOpenOrders();
  if (!isFlat(sym)) throw rejections.marginTypePosition();
  sym.marginType = type;
  markWatchStale(state);
}

/** A deposit, or with a negative amount a withdrawal of at most the available balance (-2018); 8 decimals (-1111). */
export function transferQuote(state: AccountState, amountText: string, time: number): void {
  const amount = parseParameter('amount', amountText);
  if (amount.decimalPlaces() > QUOTE_DECIMALS) throw rejections.precision();
  if (amount.neg().greaterThan(availableBalance(state))) throw rejections.balanceInsufficient();
  if (amount.isZero()) return;
  book(state, { type: 'TRANSFER', symbol: '', amount, time });
  markWatchStale(state);
  emitAccount(state, {
    reason: amount.isNegative() ? 'WITHDRAW' : 'DEPOSIT',
    symbol: '',
    balanceChange: amount,
    time,
  });
}

function uncovered(state: AccountState): boolean {
  const reserved = [...state.symbols.values()].reduce(
    (sum, sym) => sum.plus(orderReserve(sym, signedNotional(sym), openNotional(sym))),
    new Money(0),
  );
  return freeCross(state).lessThan(reserved);
}
