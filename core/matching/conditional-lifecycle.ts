import type { AccountState, ArmedConditional, SymbolState } from './account-state.ts';
import { markWatchStale } from './account-state.ts';
import type { ConditionalDraft } from './conditional-validation.ts';
import type { EngineConditional, NewConditional } from './engine-contract.ts';

/** Gives a conditional order its id and lets it wait for its trigger. */
export function armConditional(
  state: AccountState,
  sym: SymbolState,
  order: NewConditional,
  draft: ConditionalDraft,
  time: number,
): EngineConditional {
  const view: EngineConditional = {
    algoId: state.nextIds.algo++,
    clientId: order.clientId,
    symbol: sym.rules.symbol,
    side: order.side,
    type: order.type,
    ...draft,
    workingType: order.workingType,
    closePosition: order.closePosition,
    reduceOnly: order.reduceOnly || order.closePosition,
    priceProtect: order.priceProtect,
    status: 'NEW',
    createdAt: time,
    updatedAt: time,
  };
  sym.armed.set(view.algoId, { view, triggerFloat: Number(view.triggerPrice) });
  sym.conditionalIds.set(view.clientId, view.algoId);
  return announce(state, sym, view, time);
}

/** Moves a conditional order on and announces it; any state but NEW takes it from those that wait. */
export function changeConditional(
  state: AccountState,
  sym: SymbolState,
  algoId: number,
  change: Partial<EngineConditional> & Pick<EngineConditional, 'status'>,
  time: number,
): EngineConditional {
  const view: EngineConditional = { ...sym.conditionals.get(algoId)!, ...change, updatedAt: time };
  sym.armed.delete(algoId);
  return announce(state, sym, view, time);
}

export function armedInOrder(sym: SymbolState): ArmedConditional[] {
  return [...sym.armed.values()];
}

function announce(state: AccountState, sym: SymbolState, view: EngineConditional, time: number): EngineConditional {
  sym.conditionals.set(view.algoId, view);
  markWatchStale(state);
  state.events.push({ type: 'conditional', conditional: view, time });
  return view;
}
