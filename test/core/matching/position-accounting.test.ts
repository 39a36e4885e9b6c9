import assert from 'node:assert/strict';
import { money, Money } from '../../../core/money/decimal.ts';
import { assertLedgerIdentity, limit, openAccount, standingBook, SYMBOL } from './account-on-candles.ts';

describe('position accounting', () => {
  it('averages the entry price over what was added', () => {
    const { engine, buy, move } = openAccount();
    buy('1');
    move('50300');
    buy('2');
    assert.equal(engine.position(SYMBOL).entryPrice, '50200');
    assert.equal(engine.position(SYMBOL).unrealised, '300');
  });

  it('keeps the entry price when part is closed, and realises that part only', () => {
    const { engine, buy, sell, move } = openAccount();
    buy('2');
    move('50500');
    sell('0.5');
    const position = engine.position(SYMBOL);
    assert.equal(position.entryPrice, '50000');
    assert.equal(position.amount, '1.5');
    assert.equal(engine.fills(SYMBOL).at(-1)?.realizedPnl, '250');
    assert.equal(position.isolatedWallet, '15000');
  });

  it('closes first and opens the rest when an order turns the position round', () => {
    const { engine, buy, sell, move } = openAccount();
    buy('1');
    move('50500');
    sell('3');
    const position = engine.position(SYMBOL);
    assert.equal(position.amount, '-2');
    assert.equal(position.entryPrice, '50500');
    assert.equal(position.isolatedWallet, '20200');
    assert.equal(engine.fills(SYMBOL).at(-1)?.realizedPnl, '500');
  });

  it('earns on a short when the price falls', () => {
    const { engine, sell, buy, move } = openAccount();
    sell('1');
    move('49000');
    assert.equal(engine.position(SYMBOL).unrealised, '1000');
    buy('1');
    assert.equal(engine.fills(SYMBOL).at(-1)?.realizedPnl, '1000');
  });

  it('takes the taker fee of MARKET orders and the maker fee of resting ones from the wallet', () => {
    const { engine, buy, sell, move } = openAccount();
    buy('1');
    sell('1', limit('50100'));
    move('50200');
    assert.deepEqual(
      engine.ledger().map((entry) => `${entry.type} ${entry.amount} ${entry.tradeId}`),
      ['TRANSFER 100000 ', 'COMMISSION -25 1', 'REALIZED_PNL 100 2', 'COMMISSION -10.02 2'],
    );
    assert.equal(engine.balance().wallet, '100064.98');
  });

  it('puts the break-even price where closing earns the entry fee back', () => {
    const { engine, buy, sell } = openAccount();
    buy('1');
    assert.equal(engine.position(SYMBOL).breakEvenPrice, '50025');
    sell('2');
    assert.equal(engine.position(SYMBOL).breakEvenPrice, '49975');
  });

  it('moves margin into the isolated wallet and back, so that the balance always adds up', () => {
    const { engine, buy, sell, move } = openAccount({ deposit: '20000' });
    buy('1');
    assert.equal(engine.position(SYMBOL).isolatedWallet, '10000');
    assert.equal(engine.balance().crossWallet, '9975');
    assert.equal(engine.balance().available, '9975');
    move('49000');
    assert.equal(engine.balance().available, '9975');
    assert.equal(engine.balance().unrealised, '-1000');
    sell('1');
    assert.equal(engine.balance().crossWallet, '18950.5');
    assert.equal(engine.balance().wallet, '18950.5');
  });

  it('lets the PnL of closed rounds add up to the money that changed hands, whatever the averages', () => {
    const asks = [
      ['50000.1', '0.001'],
      ['50000.7', '0.002'],
      ['50003.3', '0.004'],
    ] as [string, string][];
    const bids = [
      ['49999.9', '0.003'],
      ['49999.2', '0.001'],
      ['49991.7', '0.003'],
    ] as [string, string][];
    const { engine, buy, sell } = openAccount({ bookAt: standingBook({ asks, bids }) });
    for (const quantity of ['0.007', '0.005', '0.003']) buy(quantity);
    for (const quantity of ['0.002', '0.006', '0.007']) sell(quantity);
    assert.equal(engine.position(SYMBOL).amount, '0');
    const cash = engine
      .fills(SYMBOL)
      .reduce(
        (sum, fill) => (fill.side === 'SELL' ? sum.plus(fill.quoteQuantity) : sum.minus(fill.quoteQuantity)),
        new Money(0),
      );
    const pnl = engine.fills(SYMBOL).reduce((sum, fill) => sum.plus(money(fill.realizedPnl)), new Money(0));
    assert.equal(pnl.toString(), cash.toString());
    assertLedgerIdentity(engine);
  });

  it('backs crossed positions with the whole wallet, PnL included', () => {
    const { engine, buy, move } = openAccount({ deposit: '20000' });
    engine.setMarginType(SYMBOL, 'CROSSED');
    buy('1');
    assert.equal(engine.position(SYMBOL).isolatedWallet, '0');
    assert.equal(engine.balance().available, '9975');
    move('51000');
    assert.equal(engine.balance().available, '10775');
  });
});
