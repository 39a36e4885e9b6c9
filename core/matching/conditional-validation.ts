import { Money } from '../money/decimal.ts';
import type { SymbolState } from './account-state.ts';
import { closableQuantity } from './account-state.ts';
import type { NewConditional } from './engine-contract.ts';
import { checkClientId, checkMinNotional, checkPrice, checkQuantity, parseParameter } from './filter-checks.ts';
import { rejections } from './rejections.ts';
import { isMarketType, isStop, triggersAbove } from './trigger-direction.ts';

/** A conditional order's decimals, as text without trailing zeros; price and quantity "0" where they do not apply. */
export interface ConditionalDraft {
  readonly triggerPrice: string;
  readonly price: string;
  readonly quantity: string;
  readonly timeInForce: string;
}

/**
 * Checks a conditional order; throws OrderRejected. Margin is not looked at before the trigger, and a reduce-only order
 * needs no position yet; one with closePosition does.
 */
export function validateConditional(sym: SymbolState, order: NewConditional): ConditionalDraft {
  checkClientId(order.clientId);
  const market = isMarketType(order.type);
  const trigger = parseParameter('triggerprice', order.triggerPrice);
  checkPrice(trigger, sym.rules);
  if (market && order.price !== undefined) throw rejections.parameterNotRequired('price');
  if (market && order.timeInForce !== undefined && order.timeInForce !== 'GTC') {
    throw rejections.parameterNotRequired('timeinforce');
  }
  const price = market ? new Money(0) : parseParameter('price', order.price);
  if (!market) checkPrice(price, sym.rules);
  const quantity = order.closePosition ? closePositionQuantity(sym, order) : ownQuantity(sym, order);
  if (!order.closePosition && !order.reduceOnly) checkMinNotional(sym.rules, quantity, market ? trigger : price);
  checkDuplicate(sym, order);
  checkNotTriggered(sym, order, trigger.toNumber());
  return {
    triggerPrice: trigger.toString(),
    price: price.toString(),
    quantity: quantity.toString(),
    timeInForce: order.closePosition ? 'GTE_GTC' : (order.timeInForce ?? 'GTC'),
  };
}

function ownQuantity(sym: SymbolState, order: NewConditional): Money {
  const quantity = parseParameter('quantity', order.quantity);
  checkQuantity(quantity, sym.rules, isMarketType(order.type) ? sym.rules.marketLot : sym.rules.limitLot);
  return quantity;
}

function closePositionQuantity(sym: SymbolState, order: NewConditional): Money {
  if (!isMarketType(order.type)) throw rejections.closePositionType(order.type);
  if (order.quantity !== undefined) throw rejections.quantityWithClosePosition();
  if (order.reduceOnly) throw rejections.parameterNotRequired('reduceonly');
  if (closableQuantity(sym, order.side).isZero()) throw rejections.noPositionToClose();
  for (const { view } of sym.armed.values()) {
    if (view.closePosition && view.side === order.side && isStop(view.type) === isStop(order.type)) {
      throw rejections.closePositionExists();
    }
  }
  return new Money(0);
}

function checkDuplicate(sym: SymbolState, order: NewConditional): void {
  const open = sym.conditionalIds.get(order.clientId);
  if (open !== undefined && sym.armed.has(open)) throw rejections.duplicateClientId();
  if (sym.armed.size >= sym.rules.maxConditionals) throw rejections.tooManyConditionals();
}

function checkNotTriggered(sym: SymbolState, order: NewConditional, trigger: number): void {
  const { priceFloat, markFloat } = sym.market;
  const working = order.workingType === 'MARK_PRICE' ? markFloat : priceFloat;
  if (working === 0) return;
  if (triggersAbove(order) ? working >= trigger : working <= trigger) throw rejections.wouldTrigger();
}
