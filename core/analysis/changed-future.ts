import type { FeatureInputs } from '../features/inputs.ts';
import { sliceInputs } from '../features/slice.ts';

/** What is done to everything after a minute. None of it may be seen before. */
export const FUTURE_CHANGES = ['moved', 'emptied', 'cut off'] as const;
export type FutureChange = (typeof FUTURE_CHANGES)[number];

/** A move of 7 %: beyond every stop, target and band. */
const PRICE_FACTOR = 1.07;
const VOLUME_FACTOR = 3;
/** Another share of the volume: the order flow turns too. */
const TAKER_FACTOR = 1.5;

/**
 * The same minutes up to row `last`, and another future: `moved` to other numbers of the same kind (prices and volumes of a
 * market that jumped), `emptied` to 0, or `cut off`, as if it had not happened yet.
 */
export function withChangedFuture(inputs: FeatureInputs, last: number, change: FutureChange): FeatureInputs {
  if (change === 'cut off') return sliceInputs(inputs, 0, last + 1);
  const scaled =
    (factor: number) =>
    (column: Float64Array): Float64Array =>
      column.map((value, row) => (row <= last ? value : change === 'emptied' ? 0 : value * factor));
  const price = scaled(PRICE_FACTOR);
  const amount = scaled(VOLUME_FACTOR);
  const { book } = inputs;
  return {
    length: inputs.length,
    openTime: inputs.openTime,
    open: price(inputs.open),
    high: price(inputs.high),
    low: price(inputs.low),
    close: price(inputs.close),
    volume: amount(inputs.volume),
    quoteVolume: amount(inputs.quoteVolume),
    trades: amount(inputs.trades),
    takerBuyVolume: scaled(TAKER_FACTOR)(inputs.takerBuyVolume),
    takerBuyQuoteVolume: scaled(TAKER_FACTOR)(inputs.takerBuyQuoteVolume),
    fundingRate: scaled(-3)(inputs.fundingRate),
    ...(book && {
      book: {
        spreadBps: amount(book.spreadBps),
        imbalance1: scaled(-0.5)(book.imbalance1),
        imbalance5: scaled(-0.5)(book.imbalance5),
        imbalance20: scaled(-0.5)(book.imbalance20),
      },
    }),
  };
}
