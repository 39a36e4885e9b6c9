import type { AccountState, SymbolState, WatchLevels } from './account-state.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { crossedPositions } from './margin.ts';
import { triggersAbove } from './trigger-direction.ts';

/**
 * Works out between which contract prices and mark prices nothing of a symbol reacts, as floats: a decimal with up to
 * 15 digits keeps its order among others as a float, and the quiet case is then two comparisons.
 */
export function refreshWatch(state: AccountState, sym: SymbolState): void {
  const { watch } = sym;
  watch.low = -Infinity;
  watch.high = Infinity;
  watch.markLow = -Infinity;
  watch.markHigh = Infinity;
  watch.until = Infinity;
  watchOrders(sym);
  watchConditionals(sym);
  watchLiquidation(state, sym);
  watch.stale = false;
}

/** Whether nothing reacts to these prices. */
export function isQuiet(watch: WatchLevels, price: number, mark: number): boolean {
  return price > watch.low && price < watch.high && mark > watch.markLow && mark < watch.markHigh;
}

/** Whether nothing reacts to the prices where the market stands, at which the next path begins. */
export function standsQuiet({ market, watch }: SymbolState): boolean {
  return market.priceFloat === 0 || isQuiet(watch, market.priceFloat, market.markFloat);
}

function watchOrders(sym: SymbolState): void {
  const { watch } = sym;
  for (const { view, priceFloat } of sym.resting.values()) {
    if (view.side === 'BUY') watch.low = Math.max(watch.low, priceFloat);
    else watch.high = Math.min(watch.high, priceFloat);
    if (view.goodTillDate > 0) watch.until = Math.min(watch.until, view.goodTillDate);
  }
}

function watchConditionals(sym: SymbolState): void {
  const { watch } = sym;
  for (const { view, triggerFloat } of sym.armed.values()) {
    const above = triggersAbove(view);
    if (view.workingType === 'MARK_PRICE') {
      if (above) watch.markHigh = Math.min(watch.markHigh, triggerFloat);
      else watch.markLow = Math.max(watch.markLow, triggerFloat);
    } else if (above) watch.high = Math.min(watch.high, triggerFloat);
    else watch.low = Math.max(watch.low, triggerFloat);
  }
}

function watchLiquidation(state: AccountState, sym: SymbolState): void {
  const { watch } = sym;
  if (sym.marginType === 'CROSSED' && crossedPositions(state).length > 1) {
    watch.markLow = Infinity;
    return;
  }
  const price = liquidationPrice(state, sym).toNumber();
  if (price === 0) return;
  if (sym.position.amount.isNegative()) watch.markHigh = Math.min(watch.markHigh, price);
  else watch.markLow = Math.max(watch.markLow, price);
}
