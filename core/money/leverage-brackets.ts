import type { DecimalText } from './decimal.ts';

/** One row of `leverageBracket`: maintenance margin = notional × maintMarginRatio − cum, in quote. */
export interface LeverageBracket {
  readonly bracket: number;
  readonly initialLeverage: number;
  readonly notionalFloor: DecimalText;
  readonly notionalCap: DecimalText;
  readonly maintMarginRatio: DecimalText;
  readonly cum: DecimalText;
}
