import assert from 'node:assert/strict';
import { ScriptedExchange, START } from './scripted-exchange.ts';
import { holding } from './holding.ts';

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
