import assert from 'node:assert/strict';
import { MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';
import { holding } from './holding.ts';

describe('protection', () => {
  it('a bracket that cannot be placed closes the position, and both are in the audit', () => {
    const exchange = new ScriptedExchange();
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.bracketFails = '-2021: Order would immediately trigger.';
    exchange.signal = 'BUY';
    exchange.bar(START);
    assert.equal(exchange.amount, 0);
    assert.equal(exchange.trades()[0]?.exit, 'protection');
    assert.match(exchange.sentences('protection')[0] ?? '', /-2021/);
    assert.ok(exchange.log.some((action) => action.type === 'notify' && action.level === 'alarm'));
  });

  it('a stop that vanished is placed anew under the next id', () => {
    const exchange = holding();
    const stop = exchange.state.position?.stopId ?? '';
    exchange.conditionals.delete(stop);
    exchange.bar(START + MINUTE);
    const anew = exchange.state.position?.stopId ?? '';
    assert.notEqual(anew, stop);
    assert.ok(exchange.conditionals.has(anew));
    assert.equal(exchange.conditionals.size, 2);
  });

  it('a pause blocks entries, never exits', () => {
    const exchange = holding();
    exchange.tell({ type: 'command', command: 'pause', input: { reason: 'lunch', by: 'ana' }, time: START });
    assert.equal(exchange.conditionals.size, 2);
    for (const minute of [1, 2, 3]) exchange.bar(START + minute * MINUTE);
    assert.equal(exchange.state.position, undefined);
    exchange.signal = 'BUY';
    exchange.bar(START + 4 * MINUTE);
    assert.equal(exchange.state.lastDecision?.refusals[0]?.code, 'PAUSED');
  });
});

describe('reconciliation', () => {
  it('an entry of unknown outcome that was filled is adopted with its plan and its fee, and protected', () => {
    const exchange = new ScriptedExchange();
    exchange.feePerFill = 3;
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.entryAnswer = 'unknown-but-filled';
    exchange.signal = 'BUY';
    exchange.bar(START);
    assert.equal(exchange.state.position?.stopPrice, '59800');
    assert.equal(exchange.state.position?.isProtected, true);
    assert.equal(exchange.state.position?.fees, '3');
    assert.equal(exchange.conditionals.size, 2);
  });

  it('an entry of unknown outcome that is not there is forgotten', () => {
    const exchange = new ScriptedExchange();
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.entryAnswer = 'unknown-not-there';
    exchange.signal = 'BUY';
    exchange.bar(START);
    assert.equal(exchange.state.pendingEntry, undefined);
    assert.equal(exchange.state.position, undefined);
  });

  it('a failed look is never read as flat', () => {
    const exchange = holding();
    exchange.observationFails = true;
    for (const minute of [1, 2]) exchange.bar(START + minute * MINUTE);
    assert.ok(exchange.state.position);
    assert.equal(exchange.trades().length, 0);
    exchange.bar(START + 3 * MINUTE);
    assert.match(exchange.sentences('alarm')[0] ?? '', /3 times in a row/);
  });

  it('a position without a stop that is not ours is closed', () => {
    const exchange = new ScriptedExchange();
    exchange.fill('BUY', 0.5, 60_000);
    exchange.tell({ type: 'accountChanged', what: 'start' });
    assert.equal(exchange.amount, 0);
    assert.match(exchange.sentences('reconciliation')[0] ?? '', /closing it/);
  });

  it('a position with a stop that is not ours is adopted, and gets a target', () => {
    const exchange = new ScriptedExchange();
    exchange.fill('BUY', 0.5, 60_000);
    exchange.conditionals.set('by-hand', {
      clientId: 'by-hand',
      exchangeId: '1',
      side: 'SELL',
      type: 'STOP_MARKET',
      status: 'NEW',
      quantity: '0',
      triggerPrice: '59000',
      closePosition: true,
      reduceOnly: false,
    });
    exchange.tell({ type: 'accountChanged', what: 'start' });
    assert.equal(exchange.state.position?.stopId, 'by-hand');
    assert.equal(exchange.amount, 0.5);
    assert.equal(exchange.conditionals.size, 2);
  });

  it('a position turned against us by hand: ours is concluded, the unknown one closed', () => {
    const exchange = holding();
    exchange.fill('SELL', 0.1, 60_000);
    exchange.fill('SELL', 0.3, 60_000);
    exchange.bar(START + MINUTE);
    assert.equal(exchange.amount, 0);
    assert.equal(exchange.state.position, undefined);
    assert.equal(exchange.trades().length, 2);
  });

  it('another quantity on the exchange is adopted', () => {
    const exchange = holding();
    exchange.fill('BUY', 0.2, 60_000);
    exchange.bar(START + MINUTE);
    assert.equal(exchange.state.position?.quantity, '0.3');
  });

  it('orders of ours left open while flat are cancelled, those of others are reported once', () => {
    const exchange = holding();
    const [stop] = exchange.conditionals.values();
    exchange.fill('SELL', 0.1, 60_000);
    exchange.bar(START + MINUTE);
    assert.ok(stop);
    exchange.conditionals.set(stop.clientId, stop);
    exchange.conditionals.set('not-ours', { ...stop, clientId: 'not-ours' });
    exchange.bar(START + 2 * MINUTE);
    exchange.bar(START + 3 * MINUTE);
    assert.deepEqual([...exchange.conditionals.keys()], ['not-ours']);
    assert.equal(exchange.sentences('reconciliation').filter((text) => text.includes('not-ours')).length, 1);
  });

  it('a flat exchange whose fills lag is looked at three times before the trade is concluded without them', () => {
    const exchange = holding();
    exchange.trigger('stop');
    exchange.hidesFills = true;
    exchange.bar(START + MINUTE);
    assert.equal(exchange.trades().length, 0);
    exchange.hidesFills = false;
    exchange.bar(START + 2 * MINUTE);
    assert.equal(exchange.trades()[0]?.exit, 'stop');
    assert.equal(exchange.trades()[0]?.grossPnl, '-20');
  });
});
