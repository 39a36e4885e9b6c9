import type { UtcDate } from './data-interval.ts';

/** What silver made of one UTC day. */
export interface SilverDay {
  readonly date: UtcDate;
  /** Rows of the day in all silver tables. */
  readonly rows: number;
  /** Minutes for which the exchange has no kline. */
  readonly missingMinutes: number;
  /** Klines without a trade. */
  readonly quietMinutes: number;
  /** Minutes that were missing and came by REST in this run. */
  readonly repairedMinutes: number;
  /** Messages of bronze that said the same again, of all kinds. */
  readonly duplicates: number;
  /** Minutes of bars, minutes of trades and settlements of which messages say different things. */
  readonly disagreements: number;
}

/** What gold made of one UTC day. */
export interface GoldDay {
  readonly date: UtcDate;
  /** Rows of features; 0 for a day of which only the labels were due. */
  readonly featureRows: number;
  /** Labels that are known. */
  readonly labelRows: number;
  /** Minutes before the day from which its features were computed, at most LIVE_BARS. */
  readonly contextMinutes: number;
}
