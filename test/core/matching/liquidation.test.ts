import assert from 'node:assert/strict';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import { createMatchingEngine } from '../../../core/matching/matching-engine.ts';
import { money } from '../../../core/money/decimal.ts';
import { assertLedgerIdentity, bottomlessBook, limit, openAccount, START, SYMBOL, told } from './account-on-candles.ts';

describe('liquidation price', () => {
  it('is where isolated margin and maintenance margin meet: (wallet + cum − side × cost) / (qty × MMR − side × qty)', () => {
    const long = openAccount();
    long.buy('1');
    assert.equal(long.engine.position(SYMBOL).liquidationPrice, '40160.64257028');
    const short = openAccount();
    short.sell('1');
    assert.equal(short.engine.position(SYMBOL).liquidationPrice, '59760.9561753');
  });

  it('picks the bracket of the notional at that price, not of the notional now', () => {
    const { engine, sell } = openAccount();
    sell('5.9');
    const position = engine.position(SYMBOL);
    assert.equal(position.maintenanceMargin, '1180');
    const atLp = money(position.liquidationPrice).times('5.9');
    assert.ok(atLp.gt('300000'));
    const margin = money(position.isolatedWallet).plus('295000').minus(atLp);
    assert.ok(margin.minus(atLp.times('0.005').minus('300')).abs().lt('0.000001'), margin.toString());
  });

  it('is 0 when flat, and when the price cannot fall that far', () => {
    const { engine, buy, sell } = openAccount({ leverage: 1 });
    assert.equal(engine.position(SYMBOL).liquidationPrice, '0');
    buy('0.001', { ...limit('51000') });
    assert.equal(engine.position(SYMBOL).liquidationPrice, '0');
    sell('0.001', { reduceOnly: true });
    assert.equal(engine.position(SYMBOL).liquidationPrice, '0');
  });

  it('of a crossed position counts the whole wallet', () => {
    const { engine, buy } = openAccount({ deposit: '20025' });
    engine.setMarginType(SYMBOL, 'CROSSED');
    buy('1');
    assert.equal(engine.position(SYMBOL).liquidationPrice, '30120.48192771');
  });
});

describe('liquidation', () => {
  it('closes an isolated position at the liquidation price, and the clearance fee takes what is left', () => {
    const { engine, buy, move, fills } = openAccount({ deposit: '20000' });
    buy('1');
    engine.takeEvents();
    move('40000');
    assert.equal(fills().at(-1), 'SELL 1 @ 40160.6');
    assert.deepEqual(told(engine.takeEvents()), [
      `autoclose-${START + 1000}-2 NEW NEW`,
      'account ORDER',
      `autoclose-${START + 1000}-2 CALCULATED FILLED`,
      'account INSURANCE_CLEAR',
    ]);
    assert.deepEqual(
      engine
        .ledger()
        .slice(2)
        .map((entry) => `${entry.type} ${entry.amount}`),
      ['REALIZED_PNL -9839.4', 'INSURANCE_CLEAR -160.6'],
    );
    assert.equal(engine.balance().wallet, '9975');
    assert.equal(engine.orders(SYMBOL).at(-1)?.originalType, 'LIQUIDATION');
    assertLedgerIdentity(engine);
  });

  it('charges 1.25 % of the notional where more than that is left', () => {
    const { engine, sell, move } = openAccount({
      deposit: '20000',
      spec: { brackets: [{ ...BTCUSDT_SPEC.brackets[0]!, maintMarginRatio: '0.05', notionalCap: '1000000000' }] },
    });
    sell('1');
    move('60000');
    const fill = engine.fills(SYMBOL).at(-1)!;
    assert.equal(fill.price, '57142.9');
    assert.equal(engine.ledger().at(-1)?.amount, '-714.28625');
    assert.equal(engine.balance().wallet, '12117.81375');
  });

  it('beyond the bankruptcy price costs the isolated wallet and nothing more', () => {
    for (const side of ['long', 'short'] as const) {
      const { engine, buy, sell, move } = openAccount({ deposit: '20000' });
      if (side === 'long') buy('1');
      else sell('1');
      move(side === 'long' ? '30000' : '70000', { kind: 'jump' });
      assert.equal(engine.position(SYMBOL).amount, '0');
      assert.equal(engine.fills(SYMBOL).at(-1)?.price, side === 'long' ? '40000' : '60000');
      assert.equal(engine.balance().wallet, '9975');
      assertLedgerIdentity(engine);
    }
  });

  it('comes at the first tick beyond the liquidation price, and not before', () => {
    const { engine, buy, move } = openAccount();
    buy('1');
    move('40160.7');
    assert.equal(engine.position(SYMBOL).amount, '1');
    move('40160.6');
    assert.equal(engine.position(SYMBOL).amount, '0');
  });

  it('after a partial close whose loss ate into the rest of the margin, costs the isolated wallet and nothing more', () => {
    const { engine, buy, stop, move } = openAccount({ deposit: '30000' });
    buy('2');
    stop('SELL', '41000', { quantity: '1' });
    move('38000', { kind: 'jump' });
    assert.deepEqual(
      engine.fills(SYMBOL).map((fill) => `${fill.side} ${fill.quantity} @ ${fill.price}`),
      ['BUY 2 @ 50000', 'SELL 1 @ 38000', 'SELL 1 @ 42019'],
    );
    assert.equal(engine.balance().wallet, '9950');
    assertLedgerIdentity(engine);
  });

  it('cancels the open orders of the symbol first', () => {
    const { engine, buy, sell, stop, move } = openAccount();
    buy('1');
    sell('1', { ...limit('52000'), clientId: 'profit' });
    stop('SELL', '30000', { clientId: 'late' });
    engine.takeEvents();
    move('40000');
    assert.deepEqual(told(engine.takeEvents()).slice(0, 2), ['profit CANCELED CANCELED (5)', 'late EXPIRED']);
    assert.deepEqual(engine.openOrders(), []);
    assert.deepEqual(engine.openConditionals(), []);
  });

  it('goes by the mark price alone', () => {
    const { engine, buy, move } = openAccount();
    buy('1');
    move('39000', { mark: '45000' });
    assert.equal(engine.position(SYMBOL).amount, '1');
    move('46000', { mark: '40000' });
    assert.equal(engine.position(SYMBOL).amount, '0');
  });

  it('does not come before a stop that the path reaches first, and not after one that it reaches later', () => {
    const saved = openAccount();
    saved.buy('1');
    saved.stop('SELL', '41000');
    saved.move('39000');
    assert.equal(saved.fills().at(-1), 'SELL 1 @ 41000');
    const lost = openAccount();
    lost.buy('1');
    lost.stop('SELL', '40100');
    lost.move('39000');
    assert.equal(lost.fills().at(-1), 'SELL 1 @ 40160.6');
  });

  it('leaves a stop that a jump passes together with the liquidation price its loss beyond the margin', () => {
    const { engine, buy, stop, move } = openAccount({ deposit: '20000' });
    buy('1');
    stop('SELL', '41000');
    engine.takeEvents();
    move('38000', { kind: 'jump' });
    assert.equal(engine.fills(SYMBOL).at(-1)?.price, '38000');
    assert.equal(engine.ledger().at(-1)?.type, 'INSURANCE_CLEAR');
    assert.equal(engine.ledger().at(-1)?.amount, '2019');
    assert.equal(engine.balance().wallet, '9975');
    assertLedgerIdentity(engine);
  });

  it('of a crossed position leaves no debt', () => {
    const { engine, buy, move } = openAccount({ deposit: '20025' });
    engine.setMarginType(SYMBOL, 'CROSSED');
    buy('1');
    move('25000', { kind: 'jump' });
    assert.equal(engine.position(SYMBOL).amount, '0');
    assert.equal(engine.balance().wallet, '0');
    assertLedgerIdentity(engine);
  });

  it('of a crossed position comes from the move of another symbol too', () => {
    const { engine, moveTo } = twoCrossedPositions();
    moveTo('BTCUSDT', '30000', START + 1);
    assert.equal(engine.position('BTCUSDT').amount, '1');
    moveTo('ETHUSDT', '2400', START + 2);
    assert.deepEqual([engine.position('BTCUSDT').amount, engine.position('ETHUSDT').amount], ['0', '0']);
    assertLedgerIdentity(engine);
  });

  it('of a crossed position leaves the maintenance margin of the others out of what backs it', () => {
    const { engine, moveTo } = twoCrossedPositions();
    moveTo('ETHUSDT', '2900', START + 1);
    const { wallet } = engine.balance();
    const eth = engine.position('ETHUSDT');
    assert.deepEqual([eth.unrealised, eth.maintenanceMargin], ['-2000', '232']);
    const price = money(engine.position('BTCUSDT').liquidationPrice);
    const left = money(wallet).minus(2000).minus(232).plus(price.minus(50_000)).minus(price.times('0.004'));
    assert.ok(left.abs().lt('0.0000001'), left.toString());
  });
});

function twoCrossedPositions() {
  const ETH = { ...BTCUSDT_SPEC, filters: { ...BTCUSDT_SPEC.filters, symbol: 'ETHUSDT', minPrice: '1' } };
  const engine = createMatchingEngine({
    symbols: { BTCUSDT: BTCUSDT_SPEC, ETHUSDT: ETH },
    deposit: '30000',
    time: START,
  });
  const moveTo = (symbol: string, price: string, time: number) =>
    engine.advance({ symbol, time, kind: 'path', price, mark: price, bookAt: bottomlessBook });
  moveTo('BTCUSDT', '50000', START);
  moveTo('ETHUSDT', '3000', START);
  for (const symbol of ['BTCUSDT', 'ETHUSDT']) engine.setMarginType(symbol, 'CROSSED');
  engine.placeOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1', clientId: 'b' }, START);
  engine.placeOrder({ symbol: 'ETHUSDT', side: 'BUY', type: 'MARKET', quantity: '20', clientId: 'e' }, START);
  return { engine, moveTo };
}
