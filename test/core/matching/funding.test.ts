import assert from 'node:assert/strict';
import { assertLedgerIdentity, openAccount, SYMBOL, told } from './account-on-candles.ts';

describe('funding', () => {
  const table: [side: 'long' | 'short', rate: string, paid: string][] = [
    ['long', '0.0001', '-10.2'],
    ['long', '-0.0001', '10.2'],
    ['short', '0.0001', '10.2'],
    ['short', '-0.0003', '-30.6'],
  ];
  for (const [side, rate, paid] of table) {
    it(`at rate ${rate} books ${paid} for a ${side} of 2 at mark 51,000`, () => {
      const { engine, buy, sell, move } = openAccount();
      if (side === 'long') buy('2');
      else sell('2');
      const before = Number(engine.position(SYMBOL).isolatedWallet);
      engine.takeEvents();
      move('50000', { mark: '51000', funding: { rate } });
      assert.deepEqual(told(engine.takeEvents()), ['account FUNDING_FEE']);
      const entry = engine.ledger().at(-1);
      assert.deepEqual([entry?.type, entry?.amount, entry?.symbol], ['FUNDING_FEE', paid, SYMBOL]);
      assert.equal(Number(engine.position(SYMBOL).isolatedWallet), before + Number(paid));
      assertLedgerIdentity(engine);
    });
  }

  it('costs nothing without a position', () => {
    const { engine, move } = openAccount();
    move('50000', { funding: { rate: '0.01' } });
    assert.equal(engine.ledger().length, 1);
  });

  it('is paid before the same move closes the position', () => {
    const { engine, buy, stop, move } = openAccount();
    buy('1');
    stop('SELL', '49000');
    move('48000', { kind: 'jump', mark: '48000', funding: { rate: '0.001' } });
    assert.deepEqual(
      engine.ledger().map((entry) => entry.type),
      ['TRANSFER', 'COMMISSION', 'FUNDING_FEE', 'REALIZED_PNL', 'COMMISSION'],
    );
    assert.equal(engine.ledger()[2]?.amount, '-48');
  });

  it('moves the liquidation price against the position that pays', () => {
    const { engine, buy, move } = openAccount();
    buy('1');
    const before = Number(engine.position(SYMBOL).liquidationPrice);
    move('50000', { funding: { rate: '0.002' } });
    assert.ok(Number(engine.position(SYMBOL).liquidationPrice) > before + 100);
  });

  it('takes no more from an isolated position than it holds', () => {
    const { engine, buy, move } = openAccount();
    buy('1');
    move('50000', { funding: { rate: '0.3' } });
    assert.equal(engine.position(SYMBOL).amount, '0');
    assert.equal(engine.balance().wallet, '89975');
    assertLedgerIdentity(engine);
  });

  it('comes out of the wallet of a crossed position, and its event names no position', () => {
    const { engine, buy, move } = openAccount();
    engine.setMarginType(SYMBOL, 'CROSSED');
    buy('1');
    engine.takeEvents();
    move('50000', { funding: { rate: '0.0001' } });
    const [event] = engine.takeEvents();
    assert.ok(event?.type === 'account');
    assert.equal(event.position, undefined);
    assert.equal(event.balanceChange, '-5');
    assert.equal(engine.balance().wallet, '99970');
  });
});
