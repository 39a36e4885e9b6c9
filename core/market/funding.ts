/** One funding settlement: `rate` is a fraction (0.0001 = 1 bp), positive means longs pay shorts. */
export interface FundingRate {
  readonly fundingTime: number;
  readonly rate: string;
  readonly markPrice: string;
}
