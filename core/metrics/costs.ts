import type { LedgerEntry } from '../matching/engine-contract.ts';
import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';

export interface Costs {
  /** Paid, quote: above 0 is a cost. */
  readonly fees: DecimalText;
  /** Paid less received, quote: above 0 is a cost. */
  readonly funding: DecimalText;
}

/** Fees and funding of an account's ledger, to the last digit: of an open position, too. */
export function costs(ledger: readonly Pick<LedgerEntry, 'type' | 'amount'>[]): Costs {
  const paid = (wanted: LedgerEntry['type']): DecimalText =>
    ledger.reduce((sum, { type, amount }) => (type === wanted ? sum.minus(amount) : sum), money('0')).toFixed();
  return { fees: paid('COMMISSION'), funding: paid('FUNDING_FEE') };
}
