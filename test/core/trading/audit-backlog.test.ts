import assert from 'node:assert/strict';
import { MOST_UNWRITTEN } from '../../../core/trading/audit-backlog.ts';
import { MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';

/** A strategy whose audit has not been written since it began, until its backlog is full. */
function behind(): { exchange: ScriptedExchange; next: number } {
  const exchange = new ScriptedExchange();
  exchange.writesAudit = false;
  exchange.tell({ type: 'accountChanged', what: 'start' });
  let bar = START;
  while (exchange.state.unwritten.length < MOST_UNWRITTEN) {
    exchange.bar(bar);
    bar += MINUTE;
  }
  return { exchange, next: bar };
}

describe('an audit that can not be written', () => {
  it('does not stop trading before its backlog is full', () => {
    const exchange = new ScriptedExchange();
    exchange.writesAudit = false;
    exchange.tell({ type: 'accountChanged', what: 'start' });
    for (let minute = 0; minute < 60; minute++) exchange.bar(START + minute * MINUTE);
    exchange.signal = 'BUY';
    exchange.bar(START + 60 * MINUTE);
    assert.ok(exchange.state.position);
  });

  it('full, refuses entries with the number that waits, and tells the operator once', () => {
    const { exchange, next } = behind();
    exchange.signal = 'BUY';
    for (let minute = 0; minute < 5; minute++) exchange.bar(next + minute * MINUTE);
    assert.equal(exchange.state.position, undefined);
    assert.equal(exchange.state.lastDecision?.refusals[0]?.code, 'AUDIT_BEHIND');
    assert.equal(exchange.sentences('alarm').length, 1);
  });

  it('full, keeps what was done and leaves out idle minutes: a week adds next to nothing', () => {
    const { exchange, next } = behind();
    for (let minute = 0; minute < 7 * 24 * 60; minute++) exchange.bar(next + minute * MINUTE);
    assert.ok(exchange.state.unwritten.length < MOST_UNWRITTEN + 10, String(exchange.state.unwritten.length));
  });

  it('written again, says from when idle minutes are missing, and trades', () => {
    const { exchange, next } = behind();
    exchange.bar(next);
    exchange.tell({ type: 'written', count: exchange.state.unwritten.length });
    exchange.signal = 'BUY';
    exchange.bar(next + MINUTE);
    assert.match(exchange.sentences('alarm').at(-1) ?? '', /written again/);
    assert.ok(exchange.state.position);
  });
});
