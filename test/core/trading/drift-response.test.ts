import assert from 'node:assert/strict';
import type { DriftAction } from '../../../core/model/drift/drift-limits.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import { entryLimits } from '../../../core/trading/entry-limits.ts';
import { MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';

function begun(): ScriptedExchange {
  const exchange = new ScriptedExchange();
  exchange.tell({ type: 'accountChanged', what: 'start' });
  exchange.bar(START);
  return exchange;
}

function measured(exchange: ScriptedExchange, action: DriftAction | 'none', sizeShare = 0.5): string[] {
  const sentences = action === 'none' ? [] : ['features have moved'];
  return exchange.tell({ type: 'drift', action, sentences, sizeShare, time: START + MINUTE });
}

const notices = (exchange: ScriptedExchange) =>
  exchange.log.flatMap((action) => (action.type === 'notify' ? [`${action.level}: ${action.text}`] : []));

describe('what is done about drift', () => {
  it('an alert is told and kept, and entries go on as they are', () => {
    const exchange = begun();
    assert.deepEqual(measured(exchange, 'alert'), ['notify']);
    const sentence = 'the model drifts, entries go on as they are: features have moved';
    assert.deepEqual(notices(exchange), [`warning: BTCUSDT: ${sentence}`]);
    assert.deepEqual(exchange.sentences('drift'), [sentence]);
    assert.deepEqual(entryLimits(exchange.state), DEFAULT_RISK_LIMITS);
    assert.equal(exchange.state.mode.mode, 'running');
  });

  it('a smaller size holds until a measurement without an alarm', () => {
    const exchange = begun();
    measured(exchange, 'lower-size', 0.4);
    assert.equal(entryLimits(exchange.state).kellyScale, DEFAULT_RISK_LIMITS.kellyScale * 0.4);
    measured(exchange, 'lower-size', 0.4);
    assert.equal(entryLimits(exchange.state).kellyScale, DEFAULT_RISK_LIMITS.kellyScale * 0.4, 'not lowered twice');
    assert.deepEqual(measured(exchange, 'none'), []);
    assert.deepEqual(entryLimits(exchange.state), DEFAULT_RISK_LIMITS);
    assert.match(exchange.sentences('drift').at(-1)!, /usual size again/);
  });

  it('says nothing when there is nothing to say', () => {
    const exchange = begun();
    const records = exchange.records.length;
    assert.deepEqual(measured(exchange, 'none'), []);
    assert.equal(exchange.records.length, records);
  });

  it('a pause blocks entries until an operator resumes, whatever is measured then', () => {
    const exchange = begun();
    measured(exchange, 'pause-entries');
    measured(exchange, 'pause-entries');
    assert.deepEqual(exchange.state.mode.mode, 'paused');
    assert.equal(exchange.state.mode.who, 'drift watch');
    assert.deepEqual(exchange.sentences('command-refused'), []);
    measured(exchange, 'none');
    exchange.signal = 'BUY';
    exchange.bar(START + MINUTE);
    assert.equal(exchange.countOf('enter'), 0);
    exchange.tell({ type: 'command', command: 'resume', input: {}, time: START + 2 * MINUTE });
    exchange.bar(START + 2 * MINUTE);
    assert.equal(exchange.countOf('enter'), 1);
  });

  it('a pause asked for during a halt outlives it', () => {
    const exchange = begun();
    exchange.state = { ...exchange.state, mode: { mode: 'halted', since: START, why: 'breaker', who: 'breaker' } };
    measured(exchange, 'pause-entries');
    assert.equal(exchange.state.mode.mode, 'halted');
    assert.equal(exchange.state.modeAfterHalt?.mode, 'paused');
  });
});
