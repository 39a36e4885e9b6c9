import { money, Money } from '../money/decimal.ts';
import { roundDownToStep } from '../money/rounding.ts';
import type { SymbolState } from './account-state.ts';
import type { EngineBook } from './engine-contract.ts';
import type { Match } from './fill-booking.ts';

const EMPTY: EngineBook = { bids: [], asks: [] };

/** The book around the current price; empty before the first move. */
export function currentBook(sym: SymbolState): EngineBook {
  const { bookAt, price } = sym.market;
  return bookAt ? bookAt(price) : EMPTY;
}

/** The best price that an order of `side` can trade at, or undefined when that side of the book is empty. */
export function bestOpposite(book: EngineBook, side: 'BUY' | 'SELL'): Money | undefined {
  const level = (side === 'BUY' ? book.asks : book.bids)[0];
  return level && money(level[0]);
}

/** Whether an order of `side` limited to `limit` may trade at `price`. */
export function withinLimit(side: 'BUY' | 'SELL', price: Money, limit: Money): boolean {
  return side === 'BUY' ? price.lessThanOrEqualTo(limit) : price.greaterThanOrEqualTo(limit);
}

/**
 * Takes `quantity` from the opposite side of the book, best level first, no level beyond `limit`: one match a level.
 * What the book does not hold stays unmatched. Level quantities off the step are taken rounded down to it.
 */
export function walkBook(
  book: EngineBook,
  order: { side: 'BUY' | 'SELL'; quantity: Money; limit: Money; step: Money },
): Match[] {
  const matches: Match[] = [];
  let wanted = order.quantity;
  for (const [priceText, quantityText] of order.side === 'BUY' ? book.asks : book.bids) {
    const price = money(priceText);
    if (wanted.isZero() || !withinLimit(order.side, price, order.limit)) break;
    const quantity = Money.min(wanted, roundDownToStep(money(quantityText), order.step));
    if (quantity.isZero()) continue;
    matches.push({ price, quantity });
    wanted = wanted.minus(quantity);
  }
  return matches;
}

export function matchedQuantity(matches: readonly Match[]): Money {
  return matches.reduce((sum, match) => sum.plus(match.quantity), new Money(0));
}
