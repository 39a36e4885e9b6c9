import assert from 'node:assert/strict';
import { announcingOrders } from '../../activities/announced-orders.ts';
import type { TradingAccount } from '../../adapters/exchange/port.ts';

/** Notes calls and announcements in the order in which they come. */
function announced(outcome: () => Promise<unknown>): { account: TradingAccount; told: string[] } {
  const told: string[] = [];
  const call = (name: string) => async (): Promise<unknown> => {
    told.push(name);
    return await outcome();
  };
  const names = ['account', 'findOrder', 'placeMarketOrder', 'placeStop', 'placeTarget', 'cancelOrder'];
  const account = Object.fromEntries(
    [...names, 'cancelConditionalOrder'].map((name) => [name, call(name)]),
  ) as unknown as TradingAccount;
  return { account: announcingOrders(account, () => told.push('changed')), told };
}

const CONDITIONAL = { symbol: 'BTCUSDT', side: 'SELL', triggerPrice: '1', clientId: 'a' } as const;

describe('announced orders', () => {
  const changing: readonly (readonly [string, (account: TradingAccount) => Promise<unknown>])[] = [
    [
      'placeMarketOrder',
      (account) =>
        account.placeMarketOrder({ symbol: 'BTCUSDT', side: 'BUY', quantity: '1', clientId: 'a', reduceOnly: false }),
    ],
    ['placeStop', (account) => account.placeStop({ ...CONDITIONAL, workingType: 'CONTRACT_PRICE' })],
    ['placeTarget', (account) => account.placeTarget({ ...CONDITIONAL, workingType: 'CONTRACT_PRICE' })],
    ['cancelOrder', (account) => account.cancelOrder('BTCUSDT', 'a')],
    ['cancelConditionalOrder', (account) => account.cancelConditionalOrder('BTCUSDT', 'a')],
  ];
  for (const [name, act] of changing) {
    it(`says before and after ${name} that the account may have changed, and gives its answer`, async () => {
      const { account, told } = announced(() => Promise.resolve('done'));
      assert.equal(await act(account), 'done');
      assert.deepEqual(told, ['changed', name, 'changed']);
    });
  }

  it('says so after an order of unknown outcome, and throws on what it threw', async () => {
    const { account, told } = announced(() => Promise.reject(new Error('timed out')));
    await assert.rejects(account.cancelOrder('BTCUSDT', 'a'), /timed out/);
    assert.deepEqual(told, ['changed', 'cancelOrder', 'changed']);
  });

  it('says nothing about a question', async () => {
    const { account, told } = announced(() => Promise.resolve(undefined));
    await account.account('BTCUSDT');
    await account.findOrder('BTCUSDT', 'a');
    assert.deepEqual(told, ['account', 'findOrder']);
  });
});
