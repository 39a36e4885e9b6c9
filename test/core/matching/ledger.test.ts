import assert from 'node:assert/strict';
import { createAccountState } from '../../../core/matching/account-state.ts';
import { book } from '../../../core/matching/ledger.ts';
import { money } from '../../../core/money/decimal.ts';

describe('the ledger', () => {
  it('rounds an amount to 8 decimals before it enters book and wallet alike', () => {
    const state = createAccountState(0);
    for (let n = 0; n < 3; n++) {
      book(state, { type: 'COMMISSION', symbol: 'BTCUSDT', amount: money('1').div(3), time: 1 });
    }
    assert.deepEqual(
      state.ledger.map((entry) => entry.amount),
      ['0.33333333', '0.33333333', '0.33333333'],
    );
    assert.equal(state.wallet.toString(), '0.99999999');
  });

  it('numbers its entries, and makes none for an amount that rounds to 0', () => {
    const state = createAccountState(0);
    const line = { symbol: '', time: 1 };
    book(state, { ...line, type: 'TRANSFER', amount: money('5') });
    assert.equal(book(state, { ...line, type: 'COMMISSION', amount: money('-0.000000004') }).toString(), '0');
    book(state, { ...line, type: 'REALIZED_PNL', amount: money('1'), tradeId: 7, info: 'x' });
    assert.deepEqual(state.ledger, [
      { tranId: 1, type: 'TRANSFER', symbol: '', amount: '5', time: 1, tradeId: '', info: '' },
      { tranId: 2, type: 'REALIZED_PNL', symbol: '', amount: '1', time: 1, tradeId: '7', info: 'x' },
    ]);
  });
});
