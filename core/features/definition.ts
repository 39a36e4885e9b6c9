import type { FeatureContext } from './context.ts';
import type { FeatureInputs } from './inputs.ts';
import type { WarmUp } from './warm-up.ts';

export type FeatureFamily =
  | 'returns'
  | 'trend'
  | 'momentum'
  | 'volatility'
  | 'volume'
  | 'orderFlow'
  | 'vwap'
  | 'candle'
  | 'calendar'
  | 'funding'
  | 'book';

/**
 * `bps` 1/10,000; `percent` 0..100 or -100..100; `ratio` dimensionless; `sigma` standard deviations; `quote`, `base`,
 * `quote/bar` amounts of the symbol's currencies; `ln` a natural logarithm of a ratio.
 */
export type FeatureUnit =
  'bps' | 'percent' | 'ratio' | 'sigma' | 'quote' | 'quote/bar' | 'base' | 'count' | 'minutes' | 'ln';

/** Columns a feature reads. Book columns are named with their group. */
export type FeatureInputName = Exclude<keyof FeatureInputs, 'length' | 'book'> | `book.${string}`;

/** One feature: what it is, where its definition comes from, and how it is computed. */
export interface FeatureDefinition {
  readonly name: string;
  readonly family: FeatureFamily;
  /** ASCII text, part of the feature hash. States what happens on a flat price or a minute without volume. */
  readonly formula: string;
  /** Where the definition comes from. */
  readonly source: string;
  readonly inputs: readonly FeatureInputName[];
  readonly warmUp: WarmUp;
  readonly unit: FeatureUnit;
  /** Where its past comes from. A `book` feature has none before we recorded the book, and is masked there. */
  readonly history: 'klines' | 'funding' | 'book';
  /** Raised when the numbers change while the formula's text does not. Part of the feature hash. */
  readonly version: number;
  /** Values by minute, NaN before the first defined one. The column may be shared with other features: do not write to it. */
  readonly compute: (context: FeatureContext) => Float64Array;
}
