import assert from 'node:assert/strict';
import type { AuditReader } from '../../../adapters/audit/port.ts';
import { summarise, summaryLines } from '../../../apps/cli/summary.ts';

const MINUTE = 60_000;

/** An audit in memory; records are given in short. */
function audit(tables: Record<string, readonly object[]>): AuditReader {
  return { latest: async (table: string) => (tables[table] ?? []) as never };
}

const decision = (minute: number, action: string, code?: string) => ({
  bar: minute * MINUTE,
  action,
  refusals:
    code === undefined
      ? []
      : [
          { code, sentence: '', numbers: {} },
          { code: 'LATER', sentence: '', numbers: {} },
        ],
});
const trade = (minute: number, netPnl: string, netBps: number) => ({
  ...{ bar: minute * MINUTE, netPnl, netBps, fees: '0.1', funding: '-0.01' },
});
const equity = (minute: number, amount: string) => ({ bar: minute * MINUTE, equity: amount });

describe('the summary of a run', () => {
  const reader = audit({
    decisions: [
      decision(1, 'hold'),
      decision(2, 'refuse', 'COST_GATE'),
      decision(3, 'enter'),
      decision(4, 'keep'),
      decision(5, 'refuse', 'COOLDOWN'),
      decision(6, 'refuse', 'COST_GATE'),
    ],
    trades: [trade(1, '99', 99), trade(4, '0.3', 12), trade(5, '-0.1', -4), trade(9, '50', 50)],
    equity: [
      equity(1, '900'),
      equity(2, '1000'),
      equity(3, '1010'),
      equity(4, '959.5'),
      equity(5, '990'),
      equity(6, '1005'),
    ],
  });

  it('counts decisions, refusals by their first reason, and trades of its own bars', async () => {
    const summary = await summarise(reader, { afterBar: 1 * MINUTE });
    assert.deepEqual(summary, {
      bars: 5,
      from: 2 * MINUTE,
      to: 6 * MINUTE,
      decisions: { refuse: 3, enter: 1, keep: 1 },
      refusals: { COST_GATE: 2, COOLDOWN: 1 },
      trades: { count: 2, wins: 1, winRate: 0.5, expectancyBps: 4, net: '0.2', fees: '0.2', funding: '-0.02' },
      equity: { start: '1000', end: '1005' },
      maxDrawdown: 0.05,
    });
  });

  it('stops at the number of bars that were asked for', async () => {
    const summary = await summarise(reader, { afterBar: 1 * MINUTE, bars: 3 });
    assert.deepEqual([summary.bars, summary.to, summary.trades.count], [3, 4 * MINUTE, 1]);
    assert.deepEqual(summary.equity, { start: '1000', end: '959.5' });
  });

  it('of nothing says so, and divides by nothing', async () => {
    const summary = await summarise(audit({}), { afterBar: 0 });
    assert.deepEqual([summary.bars, summary.trades.winRate, summary.trades.expectancyBps], [0, null, null]);
    assert.match(summaryLines(summary).join('\n'), /0 bars: nothing\nrefused: nothing\nno trade\nequity not known/);
  });

  it('never shows the win rate without expectancy and fees', async () => {
    const lines = summaryLines(await summarise(reader, { afterBar: 1 * MINUTE }));
    assert.equal(lines[2], '2 trades: 50 % won, 4.0 bps a trade after costs, net 0.20, fees 0.20, funding -0.02 USDT');
    assert.equal(lines[3], 'equity 1000.00 → 1005.00 USDT, greatest drawdown 5.00 %');
  });
});
