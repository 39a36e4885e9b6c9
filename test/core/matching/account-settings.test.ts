import assert from 'node:assert/strict';
import { limit, openAccount, refusal, START, SYMBOL } from './account-on-candles.ts';

describe('account settings', () => {
  it('starts isolated at 20x and tells the greatest notional of a leverage', () => {
    const { engine } = openAccount({ leverage: 20 });
    const position = engine.position(SYMBOL);
    assert.equal(position.marginType, 'ISOLATED');
    assert.equal(position.leverage, 20);
    assert.equal(position.maxNotional, '100000000');
    engine.setLeverage(SYMBOL, 125);
    assert.equal(engine.position(SYMBOL).maxNotional, '300000');
    engine.setLeverage(SYMBOL, 1);
    assert.equal(engine.position(SYMBOL).maxNotional, '1800000000');
  });

  it('-4028: a leverage that the brackets do not know', () => {
    const { engine } = openAccount();
    for (const leverage of [0, 151, 2.5, NaN]) {
      assert.equal(
        refusal(engine, () => engine.setLeverage(SYMBOL, leverage)),
        `-4028 Leverage ${leverage} is not valid`,
      );
    }
  });

  it('-4161: lower leverage under an isolated position; higher is allowed until -2027', () => {
    const { engine, buy } = openAccount({ deposit: '1000000' });
    buy('50');
    assert.equal(
      refusal(engine, () => engine.setLeverage(SYMBOL, 4)),
      '-4161 Leverage reduction is not supported in Isolated Margin Mode with open positions.',
    );
    engine.setLeverage(SYMBOL, 75);
    assert.equal(
      refusal(engine, () => engine.setLeverage(SYMBOL, 100)),
      '-2027 Exceeded the maximum allowable position at current leverage.',
    );
  });

  it('-2028: lower leverage for which the margin of the open orders is missing', () => {
    const { engine, buy } = openAccount({ leverage: 20 });
    buy('20', limit('49000'));
    assert.equal(
      refusal(engine, () => engine.setLeverage(SYMBOL, 5)),
      '-2028 Leverage is smaller than permitted: insufficient margin balance.',
    );
  });

  it('-4046, -4047, -4048: margin type that is so already, or with open orders, or with a position', () => {
    const { engine, buy, sell } = openAccount();
    assert.equal(
      refusal(engine, () => engine.setMarginType(SYMBOL, 'ISOLATED')),
      '-4046 No need to change margin type.',
    );
    const { orderId } = buy('1', limit('49000'));
    assert.equal(
      refusal(engine, () => engine.setMarginType(SYMBOL, 'CROSSED')),
      '-4047 Margin type cannot be changed if there exists open orders.',
    );
    engine.cancelOrder(SYMBOL, { orderId }, START);
    buy('1');
    assert.equal(
      refusal(engine, () => engine.setMarginType(SYMBOL, 'CROSSED')),
      '-4048 Margin type cannot be changed if there exists position.',
    );
    sell('1');
    engine.setMarginType(SYMBOL, 'CROSSED');
    assert.equal(engine.position(SYMBOL).marginType, 'CROSSED');
  });

  it('books deposits and withdrawals, and -2018 refuses to withdraw what backs a position', () => {
    const { engine, buy } = openAccount({ deposit: '10000' });
    engine.takeEvents();
    engine.transfer('500.5', START);
    engine.transfer('-0.5', START);
    assert.equal(engine.balance().wallet, '10500');
    assert.deepEqual(
      engine.takeEvents().map((event) => event.type === 'account' && [event.reason, event.balanceChange]),
      [
        ['DEPOSIT', '500.5'],
        ['WITHDRAW', '-0.5'],
      ],
    );
    buy('1');
    assert.equal(
      refusal(engine, () => engine.transfer('-500', START)),
      '-2018 Balance is insufficient.',
    );
    engine.transfer('-475', START);
    assert.equal(engine.balance().available, '0');
  });

  it('-1111: a transfer finer than 8 decimals, -1102: one that is no number', () => {
    const { engine } = openAccount();
    assert.equal(
      refusal(engine, () => engine.transfer('0.000000001', START)),
      '-1111 Precision is over the maximum defined for this asset.',
    );
    assert.match(
      refusal(engine, () => engine.transfer('much', START)),
      /^-1102 /,
    );
  });
});
