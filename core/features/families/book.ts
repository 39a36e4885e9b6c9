import type { FeatureDefinition, FeatureUnit } from '../definition.ts';
import type { BookColumns } from '../inputs.ts';
import { window } from '../warm-up.ts';

/** The order book at the close. Without history before it was recorded: NaN where there is none. */
export const BOOK_FEATURES: readonly FeatureDefinition[] = [
  bookFeature('book_spread_bps', '(best ask - best bid) / mid * 1e4', 'spreadBps', 'bps'),
  ...([1, 5, 20] as const).map((levels) =>
    bookFeature(
      `book_imbalance_${levels}`,
      `(bid quantity - ask quantity) / (bid quantity + ask quantity) over the best ${levels} levels, -1..1`,
      `imbalance${levels}`,
      'ratio',
    ),
  ),
];

function bookFeature(
  name: string,
  formula: string,
  columnName: keyof BookColumns,
  unit: FeatureUnit,
): FeatureDefinition {
  return {
    name,
    family: 'book',
    formula,
    source: 'Binance depth20, last snapshot before the close',
    inputs: [`book.${columnName}`],
    warmUp: window(1),
    unit,
    history: 'book',
    version: 1,
    compute: ({ inputs, column }) => inputs.book?.[columnName] ?? column().fill(NaN),
  };
}
