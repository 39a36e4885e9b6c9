import { money, Money } from '../money/decimal.ts';
import { roundDownToStep, roundUpToStep } from '../money/rounding.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import { emitAccount } from './account-views.ts';
import { armedInOrder, changeConditional } from './conditional-lifecycle.ts';
import { finishIfEnded } from './conditional-trigger.ts';
import { bookFill } from './fill-booking.ts';
import { book } from './ledger.ts';
import { bankruptcyPrice } from './liquidation-price.ts';
import { backingMargin, crossWallet, markOf } from './margin.ts';
import { endOrder, EXPIRY, openOrder } from './order-lifecycle.ts';

/**
 * Closes a position whose margin no longer covers its maintenance margin at the current mark price: its open orders are
 * cancelled, the liquidation engine takes it over in one fill at the mark price, or at the bankruptcy price where that
 * is less bad for the account, without commission, and the clearance fee (liquidationFee × notional, at most what is
 * left of the margin) is booked as INSURANCE_CLEAR.
 */
export function liquidate(state: AccountState, sym: SymbolState, time: number): void {
  cancelEverything(state, sym, time);
  const { amount } = sym.position;
  const side = amount.isNegative() ? 'BUY' : 'SELL';
  const bankruptcy = bankruptcyPrice(backingMargin(state, sym), sym);
  const price = takeoverPrice(sym, bankruptcy);
  const orderId = state.nextIds.order;
  const order = openOrder(
    state,
    sym,
    {
      side,
      type: 'LIMIT',
      originalType: 'LIQUIDATION',
      quantity: amount.abs(),
      price,
      timeInForce: 'IOC',
      reduceOnly: true,
      closePosition: false,
      stopPrice: '0',
      goodTillDate: 0,
      clientId: `autoclose-${time}-${orderId}`,
      algoId: 0,
    },
    time,
  );
  const isolatedBefore = sym.position.isolatedWallet;
  const fill = bookFill(
    state,
    sym,
    order,
    { price, quantity: amount.abs() },
    { feeRate: new Money(0), maker: false, execution: 'CALCULATED', time },
  );
  const left = sym.marginType === 'ISOLATED' ? isolatedBefore.plus(money(fill.realizedPnl)) : crossWallet(state);
  chargeClearance(state, sym, { notional: money(fill.quoteQuantity), left, tradeId: fill.tradeId, time });
}

function cancelEverything(state: AccountState, sym: SymbolState, time: number): void {
  for (const order of [...sym.resting.values()]) {
    endOrder(state, sym, order, { status: 'CANCELED', reason: EXPIRY.liquidation, time });
    finishIfEnded(state, sym, order, time);
  }
  for (const { view } of armedInOrder(sym)) {
    changeConditional(
      state,
      sym,
      view.algoId,
      { status: 'EXPIRED', rejectReason: 'the position was liquidated' },
      time,
    );
  }
}

function takeoverPrice(sym: SymbolState, bankruptcy: Money): Money {
  const { tickSize, minPrice } = sym.rules;
  const mark = markOf(sym);
  if (sym.position.amount.isNegative()) {
    return Money.min(roundUpToStep(mark, tickSize), roundDownToStep(bankruptcy, tickSize));
  }
  return Money.max(roundDownToStep(mark, tickSize), roundUpToStep(bankruptcy, tickSize), minPrice);
}

function chargeClearance(
  state: AccountState,
  sym: SymbolState,
  close: { notional: Money; left: Money; tradeId: number; time: number },
): void {
  const fee = Money.min(close.notional.times(sym.rules.liquidationFee), Money.max(close.left, 0));
  const booked = book(state, {
    type: 'INSURANCE_CLEAR',
    symbol: sym.rules.symbol,
    amount: fee.neg(),
    time: close.time,
    tradeId: close.tradeId,
    info: 'clearance fee',
  });
  if (booked.isZero()) return;
  emitAccount(state, {
    reason: 'INSURANCE_CLEAR',
    symbol: sym.rules.symbol,
    position: sym,
    balanceChange: booked,
    time: close.time,
  });
}
