import type { AccountState, ArmedConditional, LiveOrder, SymbolState } from './account-state.ts';
import type { MarketMove } from './engine-contract.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { triggersAbove } from './trigger-direction.ts';

/** Where contract price and mark price go from, and to; a `jump` has been only at its end, a `path` also in between. */
export interface Leg {
  readonly kind: MarketMove['kind'];
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
function earlierOnPath(a: Reaction, b: Reaction): boolean {
  return a.share - b.share < 0 || (a.share === b.share && earlierInRank(a, b));
}

/** On a jump everything is reached at once: the written order of kinds, then the path between, then the id. */
function earlierOnJump(a: Reaction, b: Reaction): boolean {
  if (RANK[a.kind] !== RANK[b.kind]) return RANK[a.kind] < RANK[b.kind];
  return a.share - b.share < 0 || (a.share === b.share && a.id < b.id);
}

/**
 * The first thing that the leg reaches, or undefined; conditional orders in `skip` are left out. A leg is monotone, so
 * what a path reaches it reaches at its start or at its end. The start counts: a limit order that the book could not
 * fill rests behind the market, so that the market is at its price already. It would otherwise depend on where a path
 * is cut in two whether such an order is reached.
 */
export function nextReaction(
  state: AccountState,
  sym: SymbolState,
  leg: Leg,
  skip: ReadonlySet<number>,
): Reaction | undefined {
  const earlier = leg.kind === 'path' ? earlierOnPath : earlierOnJump;
  let first: Reaction | undefined;
  const offer = (reaction: Reaction | undefined) => {
    if (reaction && (!first || earlier(reaction, first))) first = reaction;
  };
  for (const order of sym.resting.values()) offer(orderReaction(order, leg));
  for (const conditional of sym.armed.values()) {
    if (!skip.has(conditional.view.algoId)) offer(conditionalReaction(conditional, leg));
  }
  offer(liquidationReaction(state, sym, leg));
  return first;
}

function orderReaction(order: LiveOrder, leg: Leg): Reaction | undefined {
  const share = reachOfPrice(leg, order.priceFloat, order.view.side === 'SELL');
  if (share === undefined) return undefined;
  return { kind: 'order', id: order.view.orderId, order, level: order.view.price, by: 'price', share };
}

function conditionalReaction(conditional: ArmedConditional, leg: Leg): Reaction | undefined {
  const { view, triggerFloat } = conditional;
  const by = view.workingType === 'MARK_PRICE' ? 'mark' : 'price';
  const above = triggersAbove(view);
  const share = by === 'mark' ? reachOfMark(leg, triggerFloat, above) : reachOfPrice(leg, triggerFloat, above);
  if (share === undefined) return undefined;
  return { kind: 'conditional', id: view.algoId, conditional, level: view.triggerPrice, by, share };
}

function liquidationReaction(state: AccountState, sym: SymbolState, leg: Leg): Reaction | undefined {
  const level = liquidationPrice(state, sym);
  if (level.isZero()) return undefined;
  const share = reachOfMark(leg, level.toNumber(), sym.position.amount.isNegative());
  if (share === undefined) return undefined;
  return { kind: 'liquidation', id: 0, level: level.toString(), by: 'mark', share };
}

function reachOfPrice(leg: Leg, level: number, above: boolean): number | undefined {
  return reach(leg.kind, { level, above, from: leg.fromPrice, to: leg.toPrice });
}

function reachOfMark(leg: Leg, level: number, above: boolean): number | undefined {
  return reach(leg.kind, { level, above, from: leg.fromMark, to: leg.toMark });
}

/** How much of the way from → to lies before `level` is reached; undefined when it is not. */
function reach(
  kind: Leg['kind'],
  way: { level: number; above: boolean; from: number; to: number },
): number | undefined {
  const { level, above, from, to } = way;
  const atStart = above ? from >= level : from <= level;
  const atEnd = above ? to >= level : to <= level;
  if (atStart && (atEnd || kind === 'path')) return 0;
  return atEnd ? (level - from) / (to - from) : undefined;
}

function earlierInRank(a: Reaction, b: Reaction): boolean {
  return RANK[a.kind] === RANK[b.kind] ? a.id < b.id : RANK[a.kind] < RANK[b.kind];
}
