import type { Money } from '../money/decimal.ts';
import { roundQuote } from '../money/rounding.ts';
import type { AccountState } from './account-state.ts';
import type { LedgerEntry } from './engine-contract.ts';

export interface LedgerLine {
  readonly type: LedgerEntry['type'];
  readonly symbol: string;
  readonly amount: Money;
  readonly time: number;
  readonly tradeId?: number;
  readonly info?: string;
}

/**
 * The only way the wallet changes: the amount is rounded to 8 decimals, entered in the ledger and added to the wallet,
 * so the two agree to the last digit. An amount of 0 makes no entry. Returns what was booked.
 */
export function book(state: AccountState, line: LedgerLine): Money {
  const amount = roundQuote(line.amount);
  if (amount.isZero()) return amount;
  state.ledger.push({
    tranId: state.nextIds.tran++,
    type: line.type,
    symbol: line.symbol,
    amount: amount.toString(),
    time: line.time,
    tradeId: line.tradeId === undefined ? '' : String(line.tradeId),
    info: line.info ?? '',
  });
  state.wallet = state.wallet.plus(amount);
  return amount;
}
