import assert from 'node:assert/strict';
import { parseClientOrderId } from '../../../core/trading/client-order-id.ts';
import { step } from '../../../core/trading/step.ts';
import { barAt, MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';

function holding(side: 'BUY' | 'SELL' = 'BUY'): ScriptedExchange {
  const exchange = new ScriptedExchange();
  exchange.tell({ type: 'accountChanged', what: 'start' });
  exchange.signal = side;
  exchange.bar(START);
  exchange.signal = 'HOLD';
  return exchange;
}

describe('the minute', () => {
  it('flat and HOLD: predicts, looks, finishes, and keeps one decision', () => {
    const exchange = new ScriptedExchange();
    exchange.tell({ type: 'accountChanged', what: 'start' });
    assert.deepEqual(exchange.bar(START), ['predict', 'observe', 'finishMinute']);
    assert.deepEqual(
      exchange.records.filter((record) => record.table === 'decisions').map((record) => record.action),
      ['hold'],
    );
  });

  it('BUY: assesses, enters, protects before anything else, then looks', () => {
    const exchange = new ScriptedExchange();
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.signal = 'BUY';
    assert.deepEqual(exchange.bar(START), ['predict', 'assess', 'enter', 'protect', 'observe', 'finishMinute']);
    const position = exchange.state.position;
    assert.equal(position?.side, 'LONG');
    assert.equal(position?.stopPrice, '59800');
    assert.equal(position?.targetPrice, '60300');
    assert.equal(position?.isProtected, true);
  });

  it('SELL: the bracket stands the other way round', () => {
    const exchange = holding('SELL');
    assert.equal(exchange.state.position?.stopPrice, '60200');
    assert.equal(exchange.state.position?.targetPrice, '59700');
  });

  it('every order id is a pure function of run, bar and leg', () => {
    const position = holding().state.position;
    for (const [id, leg] of [
      [position?.entryId, 'e'],
      [position?.stopId, 's'],
      [position?.targetId, 't'],
    ] as const) {
      assert.deepEqual(parseClientOrderId(id ?? ''), { runTag: 'test0001', openTime: START, leg, ordinal: 0 });
    }
  });

  it('a bar seen before is acknowledged, not traded again', () => {
    const exchange = holding();
    assert.deepEqual(exchange.bar(START), ['finishMinute']);
    assert.deepEqual(exchange.bar(START - MINUTE), []);
    assert.equal(exchange.countOf('enter'), 1);
  });

  it('a bar after missed minutes is not traded, the next one is', () => {
    const exchange = new ScriptedExchange();
    exchange.bar(START);
    exchange.signal = 'BUY';
    exchange.bar(START + 3 * MINUTE);
    assert.equal(exchange.countOf('enter'), 0);
    assert.equal(exchange.state.lastDecision?.refusals[0]?.code, 'GAP');
    exchange.bar(START + 4 * MINUTE);
    assert.equal(exchange.countOf('enter'), 1);
  });

  it('without one answered look there is no entry', () => {
    const exchange = new ScriptedExchange();
    exchange.observationFails = true;
    exchange.signal = 'BUY';
    exchange.bar(START);
    assert.equal(exchange.state.lastDecision?.refusals[0]?.code, 'NO_OBSERVATION');
  });

  it('a failed prediction is a skipped minute with a reason', () => {
    const exchange = new ScriptedExchange();
    exchange.predictionFails = true;
    exchange.bar(START);
    assert.equal(exchange.state.lastDecision?.action, 'skip');
    assert.equal(exchange.state.lastDecision?.signal, 'NONE');
  });

  it('does not change the state it was given', () => {
    const exchange = holding();
    const before = JSON.stringify(exchange.state);
    step(exchange.state, { type: 'bar', bar: barAt(START + MINUTE), source: 'stream', ageMs: 0, receivedAt: 0 });
    assert.equal(JSON.stringify(exchange.state), before);
  });
});

describe('the exit', () => {
  it('by time: after the horizon, when the signal no longer agrees', () => {
    const exchange = holding();
    exchange.bar(START + MINUTE);
    exchange.bar(START + 2 * MINUTE);
    assert.ok(exchange.state.position);
    const actions = exchange.bar(START + 3 * MINUTE, 60_050);
    assert.deepEqual(actions, ['observe', 'predict', 'close', 'cancel', 'observe', 'notify', 'finishMinute']);
    assert.equal(exchange.state.position, undefined);
    assert.deepEqual(
      exchange.trades().map(({ exit, netPnl, openedBar, closedBar }) => ({ exit, netPnl, openedBar, closedBar })),
      [{ exit: 'time', netPnl: '5', openedBar: START, closedBar: START + 3 * MINUTE }],
    );
    assert.equal(exchange.conditionals.size, 0);
  });

  it('a signal that still agrees begins the horizon anew', () => {
    const exchange = holding();
    exchange.signal = 'BUY';
    for (const minute of [1, 2, 3]) exchange.bar(START + minute * MINUTE);
    assert.equal(exchange.state.position?.exitDueBar, START + 6 * MINUTE);
  });

  it('by the stop: found at the next look, from its fills, and counted net of fees', () => {
    const exchange = new ScriptedExchange();
    exchange.feePerFill = 3;
    exchange.tell({ type: 'accountChanged', what: 'start' });
    exchange.signal = 'BUY';
    exchange.bar(START);
    exchange.trigger('stop');
    exchange.tell({ type: 'accountChanged', what: 'ORDER_TRADE_UPDATE FILLED' });
    const [trade] = exchange.trades();
    assert.equal(trade?.exit, 'stop');
    assert.equal(trade?.grossPnl, '-20');
    assert.equal(trade?.fees, '6');
    assert.equal(trade?.netPnl, '-26');
    assert.deepEqual(
      exchange.state.recentTrades.map((brief) => brief.exit),
      ['stop'],
    );
  });

  it('the same fill told many times is booked once', () => {
    const exchange = holding();
    exchange.trigger('target');
    for (let i = 0; i < 5; i++) exchange.tell({ type: 'accountChanged', what: 'again' });
    assert.equal(exchange.trades().length, 1);
    const fills = exchange.records.filter((record) => record.table === 'fills');
    assert.equal(new Set(fills.map((record) => record.key)).size, fills.length);
  });

  it('a refused closing order is tried at most three times a minute, the stop in place, and again in the next', () => {
    const exchange = holding();
    exchange.closeAnswer = 'rejected';
    exchange.tell({ type: 'command', command: 'flatten', input: {}, time: START });
    assert.equal(exchange.countOf('close'), 3);
    assert.equal(exchange.conditionals.size, 2);
    const ids = exchange.log.flatMap((action) => (action.type === 'close' ? [action.clientId] : []));
    assert.equal(new Set(ids).size, 3);
    exchange.closeAnswer = 'filled';
    exchange.bar(START + MINUTE);
    assert.equal(exchange.state.position, undefined);
  });
});

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

describe('commands', () => {
  it('kill closes the position and stops; nothing but an override starts it again', () => {
    const exchange = holding();
    exchange.tell({ type: 'command', command: 'kill', input: { reason: 'enough' }, time: START });
    assert.equal(exchange.amount, 0);
    assert.equal(exchange.state.mode.mode, 'stopped');
    exchange.tell({ type: 'command', command: 'resume', input: {}, time: START });
    assert.equal(exchange.state.mode.mode, 'stopped');
  });

  it('flatten closes and goes on', () => {
    const exchange = holding();
    exchange.tell({ type: 'command', command: 'flatten', input: {}, time: START });
    assert.equal(exchange.amount, 0);
    assert.equal(exchange.trades()[0]?.exit, 'operator');
    assert.equal(exchange.state.mode.mode, 'running');
  });

  it('a second pause, a resume while running: refused with a sentence', () => {
    const exchange = new ScriptedExchange();
    exchange.tell({ type: 'command', command: 'resume', input: {}, time: START });
    exchange.tell({ type: 'command', command: 'pause', input: {}, time: START });
    exchange.tell({ type: 'command', command: 'pause', input: {}, time: START });
    assert.equal(exchange.sentences('command-refused').length, 2);
  });
});
