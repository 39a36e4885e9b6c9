import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { FillRecord } from '../trading/records.ts';

export interface Turnover {
  /** Σ price × quantity of all fills, both ways: quote. */
  readonly notional: DecimalText;
  /** Notional ÷ deposit. */
  readonly multiple: number;
}

/** What was bought and sold, beside the deposit (above 0) that it was done with. */
export function turnover(fills: readonly Pick<FillRecord, 'price' | 'quantity'>[], deposit: DecimalText): Turnover {
  const notional = fills.reduce((sum, { price, quantity }) => sum.plus(money(price).times(quantity)), money('0'));
  return { notional: notional.toFixed(), multiple: notional.div(money(deposit)).toNumber() };
}
