import type { MarketMove } from '../../../core/matching/engine-contract.ts';
import type { Quote } from './entries.ts';

/** The engine's move for a quotation. */
export function moveOf(quote: Quote): MarketMove {
  return {
    symbol: quote.symbol,
    time: quote.time,
    kind: quote.kind,
    price: quote.price,
    mark: quote.mark,
    bookAt: () => quote.book,
    ...(quote.fundingRate === undefined ? {} : { funding: { rate: quote.fundingRate } }),
  };
}
