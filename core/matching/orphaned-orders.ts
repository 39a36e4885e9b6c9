import type { AccountState, SymbolState } from './account-state.ts';
import { closableQuantity } from './account-state.ts';
import { armedInOrder, changeConditional } from './conditional-lifecycle.ts';
import { finishIfEnded } from './conditional-trigger.ts';
import { endOrder, EXPIRY } from './order-lifecycle.ts';

/**
 * After a position is closed or turned round: what only served to close it goes. closePosition conditionals expire, as
 * Binance's GTE orders do (its expiry reason 6), and resting reduce-only orders are knocked out (reason 4).
 */
export function expireOrphans(state: AccountState, sym: SymbolState, time: number): void {
  for (const order of [...sym.resting.values()]) {
    if (!order.view.reduceOnly || !closableQuantity(sym, order.view.side).isZero()) continue;
    endOrder(state, sym, order, { status: 'EXPIRED', reason: EXPIRY.reduceOnly, time });
    finishIfEnded(state, sym, order, time);
  }
  for (const { view } of armedInOrder(sym)) {
    if (!view.closePosition || !closableQuantity(sym, view.side).isZero()) continue;
    changeConditional(
      state,
      sym,
      view.algoId,
      { status: 'EXPIRED', rejectReason: 'GTE: the position is closed' },
      time,
    );
  }
}
