import type { BookLevel } from '../market/order-book.ts';
import type { Money } from '../money/decimal.ts';
import { money } from '../money/decimal.ts';

/** A price level ready for arithmetic. */
export interface Level {
  readonly price: Money;
  readonly quantity: Money;
}

/** One side of a book, best first, as decimals. */
export function levelsOf(side: readonly BookLevel[]): Level[] {
  return side.map(([price, quantity]) => ({ price: money(price), quantity: money(quantity) }));
}

/** The levels no further than `bandBps` basis points from the mid. */
export function levelsWithin(levels: readonly Level[], mid: Money, bandBps: number): Level[] {
  const reach = mid.times(String(bandBps)).div(10_000);
  return levels.filter(({ price }) => price.minus(mid).abs().lte(reach));
}

/** Worth of the levels in quote. */
export function quoteOf(levels: readonly Level[]): Money {
  return levels.reduce((sum, { price, quantity }) => sum.plus(price.times(quantity)), money('0'));
}

/** The base quantity that `quote` takes from the levels, best first; all of them when it is more than they hold. */
export function quantityForQuote(levels: readonly Level[], quote: Money): Money {
  let left = quote;
  let taken = money('0');
  for (const { price, quantity } of levels) {
    const worth = price.times(quantity);
    if (worth.gte(left)) return taken.plus(left.div(price));
    left = left.minus(worth);
    taken = taken.plus(quantity);
  }
  return taken;
}

/** Mean price of taking `quantity` > 0 from the levels, best first; what is beyond them is priced at the last one. */
export function walkedPrice(levels: readonly Level[], quantity: Money): Money {
  let left = quantity;
  let paid = money('0');
  for (const level of levels) {
    if (left.lte(level.quantity)) return paid.plus(left.times(level.price)).div(quantity);
    paid = paid.plus(level.quantity.times(level.price));
    left = left.minus(level.quantity);
  }
  return paid.plus(left.times(levels[levels.length - 1]!.price)).div(quantity);
}
