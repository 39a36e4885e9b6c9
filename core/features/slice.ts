import type { FeatureInputs } from './inputs.ts';

/** Minutes [from, to) of the columns, as views: nothing is copied. Bounds beyond the columns are those of the columns. */
export function sliceInputs(inputs: FeatureInputs, from: number, to: number): FeatureInputs {
  const start = Math.max(0, from);
  const end = Math.max(start, Math.min(inputs.length, to));
  const cut = (column: Float64Array): Float64Array => column.subarray(start, end);
  const { book } = inputs;
  return {
    length: end - start,
    openTime: cut(inputs.openTime),
    open: cut(inputs.open),
    high: cut(inputs.high),
    low: cut(inputs.low),
    close: cut(inputs.close),
    volume: cut(inputs.volume),
    quoteVolume: cut(inputs.quoteVolume),
    trades: cut(inputs.trades),
    takerBuyVolume: cut(inputs.takerBuyVolume),
    takerBuyQuoteVolume: cut(inputs.takerBuyQuoteVolume),
    fundingRate: cut(inputs.fundingRate),
    ...(book && {
      book: {
        spreadBps: cut(book.spreadBps),
        imbalance1: cut(book.imbalance1),
        imbalance5: cut(book.imbalance5),
        imbalance20: cut(book.imbalance20),
      },
    }),
  };
}
