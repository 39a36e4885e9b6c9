import assert from 'node:assert/strict';
import { liveLine, troubleOf } from '../../../apps/cli/live-line.ts';
import type { TradingStatus } from '../../../workflows/messages.ts';

const bar = Date.UTC(2024, 0, 31, 12, 33);
const running: TradingStatus = {
  symbol: 'BTCUSDT',
  runTag: 'test0001',
  mode: { mode: 'running', since: 0, why: '', who: '' },
  drawdown: 0,
  dailyDrawdownLimit: 0.05,
  unwritten: 0,
  trades: 0,
};

describe('the live line', () => {
  it('before the first bar says what it waits for', () => {
    assert.equal(
      liveLine(running),
      'waiting for the first bar  running  no signal yet  flat  equity –  today 0.00 %  decided in – ms',
    );
  });

  it('shows time, state, signal with confidence, position, equity, drawdown and latency', () => {
    const status = {
      ...running,
      lastBar: bar,
      equity: '10012.3456',
      drawdown: 0.0123,
      latencyMs: 21.4,
      lastSignal: { signal: 'BUY', confidence: 0.623, expectedMoveBps: 12, modelId: 'm', bar },
      position: { side: 'LONG', quantity: '0.012', entryPrice: '60123.4' },
    } as TradingStatus;
    assert.equal(
      liveLine(status),
      '2024-01-31 12:34  running  BUY 0.62  LONG 0.012 @ 60123.4  equity 10012.35  today −1.23 %  decided in 21 ms',
    );
  });

  it('tells first that a process is being restarted, then what was last known', () => {
    const trouble = troubleOf(['paper exchange', 'worker'], 'no answer from the strategy for 9 s');
    assert.match(
      liveLine({ ...running, lastBar: bar }, trouble),
      /^\[waiting for the paper exchange and the worker to come back\] {2}2024-01-31 12:34 {2}running/,
    );
    assert.equal(troubleOf([], 'no answer from the strategy for 9 s'), 'no answer from the strategy for 9 s');
    assert.equal(liveLine(undefined, 'no answer from the strategy for 9 s'), 'no answer from the strategy for 9 s');
    assert.equal(troubleOf([], undefined), undefined);
  });

  it('stands out when halted, and says until when', () => {
    const mode = { mode: 'halted', since: bar, why: '', who: '' } as const;
    const line = liveLine({ ...running, lastBar: bar, mode, haltUntil: bar + 86_400_000 });
    assert.match(line, / {2}HALTED until 2024-02-01 12:33 {2}/);
  });
});
