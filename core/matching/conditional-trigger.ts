import type { Money } from '../money/decimal.ts';
import { money } from '../money/decimal.ts';
import type { AccountState, ArmedConditional, LiveOrder, SymbolState } from './account-state.ts';
import { closableQuantity } from './account-state.ts';
import { changeConditional } from './conditional-lifecycle.ts';
import type { EngineConditional } from './engine-contract.ts';
import { OrderRejected } from './engine-contract.ts';
import type { OrderDraft } from './order-draft.ts';
import { execute, planExecution } from './order-execution.ts';
import type { ExecutionPlan } from './order-execution.ts';
import { rejections } from './rejections.ts';
import { isMarketType } from './trigger-direction.ts';

/**
 * The trigger is reached: TRIGGERING, then the real order under the conditional's own client id (TRIGGERED), then
 * FINISHED as soon as that order has ended. An order that is refused now ends as REJECTED with the reason.
 */
export function triggerConditional(
  state: AccountState,
  sym: SymbolState,
  conditional: ArmedConditional,
  time: number,
): void {
  const { algoId } = conditional.view;
  const view = changeConditional(state, sym, algoId, { status: 'TRIGGERING', triggeredAt: time }, time);
  const plan = planOrReason(state, sym, view);
  if (typeof plan === 'string') {
    changeConditional(state, sym, algoId, { status: 'REJECTED', rejectReason: plan }, time);
    return;
  }
  const order = execute(state, sym, plan, time, (opened) => {
    changeConditional(state, sym, algoId, { status: 'TRIGGERED', actualOrderId: opened.view.orderId }, time);
  });
  finishIfEnded(state, sym, order, time);
}

/** To be called when an order may have ended: the conditional that it came from is then FINISHED. */
export function finishIfEnded(state: AccountState, sym: SymbolState, order: LiveOrder, time: number): void {
  const { status, averagePrice } = order.view;
  if (order.algoId === 0 || status === 'NEW' || status === 'PARTIALLY_FILLED') return;
  changeConditional(state, sym, order.algoId, { status: 'FINISHED', actualPrice: averagePrice }, time);
}

/** priceProtect: no trigger while mark and contract price are further apart than the symbol's triggerProtect. */
export function isProtected(sym: SymbolState, view: EngineConditional, price: Money, mark: Money): boolean {
  return view.priceProtect && mark.minus(price).abs().div(price).greaterThan(sym.rules.triggerProtect);
}

function planOrReason(state: AccountState, sym: SymbolState, view: EngineConditional): ExecutionPlan | string {
  try {
    if (view.reduceOnly && closableQuantity(sym, view.side).isZero()) throw rejections.reduceOnly();
    return planExecution(state, sym, draftOf(sym, view));
  } catch (error) {
    if (error instanceof OrderRejected) return error.message;
    throw error;
  }
}

function draftOf(sym: SymbolState, view: EngineConditional): OrderDraft {
  const market = isMarketType(view.type);
  return {
    side: view.side,
    type: market ? 'MARKET' : 'LIMIT',
    originalType: view.type,
    quantity: view.closePosition ? closableQuantity(sym, view.side) : money(view.quantity),
    price: money(view.price),
    timeInForce: market ? 'GTC' : (view.timeInForce as OrderDraft['timeInForce']),
    reduceOnly: view.reduceOnly,
    closePosition: view.closePosition,
    stopPrice: view.triggerPrice,
    goodTillDate: 0,
    clientId: view.clientId,
    algoId: view.algoId,
  };
}
