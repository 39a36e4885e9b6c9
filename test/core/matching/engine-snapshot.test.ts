import assert from 'node:assert/strict';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import { restoreMatchingEngine } from '../../../core/matching/matching-engine.ts';
import { bottomlessBook, limit, MINUTE, openAccount, START, SYMBOL } from './account-on-candles.ts';

const SPECS = { [SYMBOL]: BTCUSDT_SPEC };

function busyAccount() {
  const account = openAccount();
  account.buy('1');
  account.stop('SELL', '49500', { clientId: 'stop' });
  account.sell('0.5', { ...limit('50500'), clientId: 'profit' });
  account.stop('SELL', '49800', {
    type: 'STOP',
    price: '49900',
    quantity: '0.2',
    reduceOnly: true,
    clientId: 'stop-limit',
  });
  account.candles([50_000, 50_000, 49_700, 49_750]);
  return account;
}

describe('a snapshot', () => {
  it('survives JSON and gives an engine with the same books', () => {
    const { engine } = busyAccount();
    const json = JSON.stringify(engine.snapshot());
    const restored = restoreMatchingEngine(JSON.parse(json), SPECS);
    assert.equal(JSON.stringify(restored.snapshot()), json);
    assert.deepEqual(restored.balance(), engine.balance());
    assert.deepEqual(restored.position(SYMBOL), engine.position(SYMBOL));
    assert.deepEqual(restored.openOrders(), engine.openOrders());
    assert.deepEqual(restored.ledger(), engine.ledger());
    assert.deepEqual(restored.takeEvents(), engine.takeEvents());
  });

  it('without history stays as small however much was traded', () => {
    const { engine, buy, sell } = openAccount();
    const size = () => JSON.stringify(engine.snapshot({ history: false })).length;
    engine.takeEvents();
    const before = size();
    for (let round = 0; round < 50; round++) {
      buy('0.1');
      sell('0.1');
    }
    engine.takeEvents();
    assert.ok(size() < before + 50, `${before} to ${size()}`);
    assert.ok(JSON.stringify(engine.snapshot()).length > 50_000);
  });

  it('without history goes on trading, and finishes what its resting orders came from', () => {
    const { engine } = busyAccount();
    engine.takeEvents();
    const restored = restoreMatchingEngine(engine.snapshot({ history: false }), SPECS);
    const move = { symbol: SYMBOL, kind: 'path', bookAt: bottomlessBook } as const;
    restored.advance({ ...move, time: START + 5 * MINUTE, price: '50600', mark: '50600' });
    assert.equal(restored.findConditional({ clientId: 'stop-limit' })?.status, 'FINISHED');
    assert.equal(restored.position(SYMBOL).amount, '0.3');
    restored.advance({ ...move, time: START + 6 * MINUTE, price: '49000', mark: '49000' });
    assert.equal(restored.position(SYMBOL).amount, '0');
    assert.equal(restored.fills(SYMBOL)[0]?.tradeId, engine.fills(SYMBOL).length + 1);
    assert.equal(restored.orders(SYMBOL).at(-1)?.orderId, engine.orders(SYMBOL).length + 1);
  });

  it('takes back a history in which an order appears once for each of its states', () => {
    const { engine } = busyAccount();
    const states = engine.takeEvents().flatMap((event) => (event.type === 'order' ? [event.order] : []));
    assert.ok(states.length > engine.orders(SYMBOL).length);
    const restored = restoreMatchingEngine(engine.snapshot({ history: false }), SPECS, {
      orders: states,
      conditionals: engine.conditionals(SYMBOL),
      fills: engine.fills(SYMBOL),
      ledger: engine.ledger(),
    });
    assert.deepEqual(restored.orders(SYMBOL), engine.orders(SYMBOL));
    assert.deepEqual(restored.snapshot(), engine.snapshot());
  });

  it('is not touched by what the engine does afterwards', () => {
    const { engine, sell } = busyAccount();
    const snapshot = engine.snapshot();
    const json = JSON.stringify(snapshot);
    sell('1');
    engine.takeEvents();
    assert.equal(JSON.stringify(snapshot), json);
  });

  it('is refused when it is something else, or holds a symbol without a spec', () => {
    const { engine } = busyAccount();
    for (const wrong of [null, undefined, 'x', {}, { version: 2 }]) {
      assert.throws(() => restoreMatchingEngine(wrong, SPECS), /not a snapshot of the matching engine, version 1/);
    }
    assert.throws(() => restoreMatchingEngine(engine.snapshot(), {}), /holds BTCUSDT, for which no symbol spec/);
  });

  it('gives a symbol that is new to the account a beginning', () => {
    const { engine } = busyAccount();
    const ETH = { ...BTCUSDT_SPEC, filters: { ...BTCUSDT_SPEC.filters, symbol: 'ETHUSDT' } };
    const restored = restoreMatchingEngine(engine.snapshot(), { ...SPECS, ETHUSDT: ETH });
    assert.equal(restored.position('ETHUSDT').leverage, 20);
  });
});
