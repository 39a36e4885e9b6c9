import assert from 'node:assert/strict';
import { MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';

describe('the 24 h breaker', () => {
  function fallen(): ScriptedExchange {
    const exchange = new ScriptedExchange();
    exchange.quantity = '1.000';
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.signal = 'BUY';
    exchange.bar(START);
    exchange.signal = 'HOLD';
    exchange.bar(START + MINUTE, 59_490); // 1 BTC × −510 = −5.1 % of 10,000
    return exchange;
  }

  it('closes the position, tells the operator, and halts for 24 hours of exchange time', () => {
    const exchange = fallen();
    assert.equal(exchange.state.mode.mode, 'halted');
    assert.equal(exchange.state.haltUntil, START + 2 * MINUTE + 86_400_000);
    assert.equal(exchange.amount, 0);
    assert.equal(exchange.trades()[0]?.exit, 'breaker');
    assert.ok(exchange.log.some((action) => action.type === 'haltUntil'));
    assert.equal(exchange.countOf('close'), 1);
  });

  it('a fall of a little less does not trip it', () => {
    const exchange = new ScriptedExchange();
    exchange.quantity = '1.000';
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.signal = 'BUY';
    exchange.bar(START);
    exchange.bar(START + MINUTE, 59_501);
    assert.equal(exchange.state.mode.mode, 'running');
  });

  it('measures the day from the equity at 00:00 UTC, also when a loss is seen before the first bar of the day', () => {
    const exchange = new ScriptedExchange();
    exchange.quantity = '1.000';
    exchange.tell({ type: 'accountChanged', what: 'start' });
    const midnight = START + 14 * 3_600_000;
    exchange.signal = 'BUY';
    exchange.bar(midnight - MINUTE);
    exchange.signal = 'HOLD';
    const before = exchange.state.equity;
    exchange.price = 59_700;
    exchange.time = midnight + 20_000;
    exchange.tell({ type: 'accountChanged', what: 'the stop was hit' });
    exchange.time = undefined;
    exchange.bar(midnight, 59_700);
    assert.deepEqual(exchange.state.day, { start: midnight, equity: before });
  });

  it('refuses entries until the bar that closes 24 hours later, and then resumes by itself', () => {
    const exchange = fallen();
    exchange.signal = 'BUY';
    exchange.bar(START + 2 * MINUTE);
    assert.equal(exchange.state.lastDecision?.refusals[0]?.code, 'HALTED');
    const end = START + MINUTE + 86_400_000;
    for (let bar = START + 3 * MINUTE; bar < end; bar += MINUTE) exchange.bar(bar);
    assert.equal(exchange.state.mode.mode, 'halted');
    exchange.bar(end);
    assert.equal(exchange.state.mode.mode, 'running');
    assert.equal(exchange.countOf('enter'), 2);
  });

  it('ends by the timer when no bar comes', () => {
    const exchange = fallen();
    exchange.tell({ type: 'haltElapsed', time: (exchange.state.haltUntil ?? 0) - 1 });
    assert.equal(exchange.state.mode.mode, 'halted');
    exchange.tell({ type: 'haltElapsed', time: exchange.state.haltUntil ?? 0 });
    assert.equal(exchange.state.mode.mode, 'running');
  });

  it('resume without an override is refused and recorded; with one and a reason it ends the halt', () => {
    const exchange = fallen();
    exchange.tell({ type: 'command', command: 'resume', input: {}, time: START });
    exchange.tell({ type: 'command', command: 'resume', input: { override: true }, time: START });
    assert.equal(exchange.state.mode.mode, 'halted');
    assert.equal(exchange.sentences('command-refused').length, 2);
    exchange.tell({
      type: 'command',
      command: 'resume',
      input: { override: true, reason: 'known event' },
      time: START,
    });
    assert.equal(exchange.state.mode.mode, 'running');
    exchange.bar(START + 2 * MINUTE);
    assert.equal(exchange.state.mode.mode, 'running', 'the forgiven fall must not trip it again');
  });

  it("an operator's pause outlives the halt", () => {
    const exchange = fallen();
    exchange.tell({ type: 'command', command: 'pause', input: { by: 'ana' }, time: START });
    exchange.tell({ type: 'haltElapsed', time: exchange.state.haltUntil ?? 0 });
    assert.equal(exchange.state.mode.mode, 'paused');
  });

  it('measures from 00:00 UTC, not from the high of the day', () => {
    const exchange = new ScriptedExchange();
    exchange.wallet = 10_000;
    const midnight = Date.UTC(2026, 0, 6);
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.bar(midnight - 2 * MINUTE);
    exchange.wallet = 9_600;
    exchange.bar(midnight - MINUTE);
    exchange.wallet = 9_300;
    exchange.bar(midnight);
    assert.equal(exchange.state.day?.equity, '9600');
    assert.equal(exchange.state.mode.mode, 'running', '9,300 is 3.1 % below 9,600');
  });
});
