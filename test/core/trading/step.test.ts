import assert from 'node:assert/strict';
import { parseClientOrderId } from '../../../core/trading/client-order-id.ts';
import { step } from '../../../core/trading/step.ts';
import { holding } from './holding.ts';
import { barAt, MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';

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
