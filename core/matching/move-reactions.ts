import type { AccountState, ArmedConditional, LiveOrder, SymbolState } from './account-state.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { triggersAbove } from './trigger-direction.ts';

/** Where contract price and mark price go from, and to. */
export interface Leg {
  readonly fromPrice: number;
  readonly toPrice: number;
  readonly fromMark: number;
  readonly toMark: number;
}

/** What a move sets off; `level` is the price that does, `share` how much of the leg lies before it, in [0, 1]. */
export type Reaction = {
  readonly level: string;
  readonly by: 'price' | 'mark';
  readonly share: number;
} & (
  | { readonly kind: 'order'; readonly id: number; readonly order: LiveOrder }
  | { readonly kind: 'conditional'; readonly id: number; readonly conditional: ArmedConditional }
  | { readonly kind: 'liquidation'; readonly id: 0 }
);

const RANK = { order: 0, conditional: 1, liquidation: 2 } as const;

/** On a path what is reached first comes first; the written order of kinds, then the id, decides between equals. */
export function earlierOnPath(a: Reaction, b: Reaction): boolean {
  return a.share - b.share < 0 || (a.share === b.share && earlierInRank(a, b));
}

/** On a jump everything is reached at once: the written order of kinds, then the path between, then the id. */
export function earlierOnJump(a: Reaction, b: Reaction): boolean {
  if (RANK[a.kind] !== RANK[b.kind]) return RANK[a.kind] < RANK[b.kind];
  return a.share - b.share < 0 || (a.share === b.share && a.id < b.id);
}

/**
 * The first thing that the leg reaches, or undefined. A leg is monotone, so what is not reached at its end is not
 * reached on it.
 */
export function nextReaction(
  state: AccountState,
  sym: SymbolState,
  leg: Leg,
  options: { earlier: (a: Reaction, b: Reaction) => boolean; skip: ReadonlySet<number> },
): Reaction | undefined {
  let first: Reaction | undefined;
  const offer = (reaction: Reaction | undefined) => {
    if (reaction && (!first || options.earlier(reaction, first))) first = reaction;
  };
  for (const order of sym.resting.values()) offer(orderReaction(order, leg));
  for (const conditional of sym.armed.values()) {
    if (!options.skip.has(conditional.view.algoId)) offer(conditionalReaction(conditional, leg));
  }
  offer(liquidationReaction(state, sym, leg));
  return first;
}

function orderReaction(order: LiveOrder, leg: Leg): Reaction | undefined {
  const share = reach(order.priceFloat, order.view.side === 'SELL', leg.fromPrice, leg.toPrice);
  if (share === undefined) return undefined;
  return { kind: 'order', id: order.view.orderId, order, level: order.view.price, by: 'price', share };
}

function conditionalReaction(conditional: ArmedConditional, leg: Leg): Reaction | undefined {
  const { view, triggerFloat } = conditional;
  const by = view.workingType === 'MARK_PRICE' ? 'mark' : 'price';
  const above = triggersAbove(view);
  const share =
    by === 'mark'
      ? reach(triggerFloat, above, leg.fromMark, leg.toMark)
      : reach(triggerFloat, above, leg.fromPrice, leg.toPrice);
  if (share === undefined) return undefined;
  return { kind: 'conditional', id: view.algoId, conditional, level: view.triggerPrice, by, share };
}

function liquidationReaction(state: AccountState, sym: SymbolState, leg: Leg): Reaction | undefined {
  const level = liquidationPrice(state, sym);
  if (level.isZero()) return undefined;
  const share = reach(level.toNumber(), sym.position.amount.isNegative(), leg.fromMark, leg.toMark);
  if (share === undefined) return undefined;
  return { kind: 'liquidation', id: 0, level: level.toString(), by: 'mark', share };
}

/** How much of the way from → to lies before `level` is reached; undefined when `to` does not reach it. */
function reach(level: number, above: boolean, from: number, to: number): number | undefined {
  if (above ? to < level : to > level) return undefined;
  if (above ? from >= level : from <= level) return 0;
  return (level - from) / (to - from);
}

function earlierInRank(a: Reaction, b: Reaction): boolean {
  return RANK[a.kind] === RANK[b.kind] ? a.id < b.id : RANK[a.kind] < RANK[b.kind];
}
