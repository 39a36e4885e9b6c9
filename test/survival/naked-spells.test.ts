import assert from 'node:assert/strict';
import type { PastConditional, PastFill } from './account-history.ts';
import { longestWithin, nakedSpells } from './naked-spells.ts';

function fill(time: number, side: 'BUY' | 'SELL', qty = '0.010'): PastFill {
  return { id: time, orderId: time, side, qty, realizedPnl: '0', commission: '0', time };
}

function stop(createTime: number, ended?: { at: number; status: string }, orderType = 'STOP_MARKET'): PastConditional {
  return {
    algoId: createTime,
    clientAlgoId: `s${createTime}`,
    orderType,
    algoStatus: ended?.status ?? 'NEW',
    side: 'SELL',
    closePosition: true,
    createTime,
    updateTime: ended?.at ?? createTime,
    triggerTime: ended?.status === 'FINISHED' ? ended.at : 0,
  };
}

describe('naked spells of an account', () => {
  it('are the time from the entry to its stop', () => {
    const history = { fills: [fill(100, 'BUY')], conditionals: [stop(160)] };
    assert.deepEqual(nakedSpells(history), [{ from: 100, to: 160 }]);
  });

  it('are none while a stop is open, and when the stop ends the position', () => {
    const history = {
      fills: [fill(100, 'BUY'), fill(300, 'SELL')],
      conditionals: [stop(100, { at: 300, status: 'FINISHED' })],
    };
    assert.deepEqual(nakedSpells(history), []);
  });

  it('begin when a stop is cancelled under a position, and never end if nothing follows', () => {
    const history = { fills: [fill(100, 'BUY')], conditionals: [stop(100, { at: 200, status: 'CANCELED' })] };
    assert.deepEqual(nakedSpells(history), [{ from: 200, to: Infinity }]);
  });

  it('are not ended by a target alone, nor by closing a part', () => {
    const history = {
      fills: [fill(100, 'BUY'), fill(150, 'SELL', '0.004')],
      conditionals: [stop(120, undefined, 'TAKE_PROFIT_MARKET'), stop(500)],
    };
    assert.deepEqual(nakedSpells(history), [{ from: 100, to: 500 }]);
  });

  it('count from the given moment only', () => {
    const spells = [
      { from: 100, to: 160 },
      { from: 400, to: 420 },
    ];
    assert.equal(longestWithin(spells, 130, 1000), 30);
    assert.equal(longestWithin(spells, 200, 410), 10);
    assert.equal(longestWithin(spells, 500, 1000), 0);
  });
});
