import assert from 'node:assert/strict';
import { assessRisk } from '../../../../core/risk/assess.ts';
import { DEFAULT_RISK_LIMITS } from '../../../../core/risk/limits.ts';
import type { ProtectionLimits } from '../../../../core/risk/limits.ts';
import type { ClosedTradeBrief } from '../../../../core/risk/verdict.ts';
import { BAR_TIME, codesOf, sampleInputs } from '../sample-inputs.ts';

const OFF: ProtectionLimits = {
  cooldownMinutes: 0,
  stopLossGuard: { stops: 0, lookbackMinutes: 60, lockMinutes: 60 },
  lowEdge: { trades: 0, lookbackMinutes: 360, minMeanBps: -10, lockMinutes: 120 },
};

function codesWith(protections: Partial<ProtectionLimits>, recentTrades: ClosedTradeBrief[]): string[] {
  return codesOf(assessRisk(sampleInputs({ recentTrades }, { protections: { ...OFF, ...protections } })));
}

/** A trade that ended so many minutes before the bar in question. */
function ended(minutesAgo: number, exit: ClosedTradeBrief['exit'], netBps = -20): ClosedTradeBrief {
  return { closedBar: BAR_TIME - minutesAgo * 60_000, exit, netBps };
}

describe('cooldown', () => {
  for (const [minutesAgo, exit, refused] of [
    [0, 'stop', true],
    [4, 'stop', true],
    [5, 'stop', false],
    [4, 'liquidation', true],
    [4, 'target', false],
    [4, 'time', false],
  ] as const) {
    it(`${refused ? 'refuses' : 'allows'} an entry ${minutesAgo} minutes after an exit by ${exit}`, () => {
      assert.deepEqual(codesWith({ cooldownMinutes: 5 }, [ended(minutesAgo, exit)]), refused ? ['COOLDOWN'] : []);
    });
  }

  it('of 0 minutes is off', () => {
    assert.deepEqual(codesWith({ cooldownMinutes: 0 }, [ended(0, 'stop')]), []);
  });
});

describe('stop-loss guard', () => {
  const stopLossGuard = { stops: 3, lookbackMinutes: 60, lockMinutes: 90 };
  const stopsAt = (...minutesAgo: number[]) => minutesAgo.map((m) => ended(m, 'stop'));

  for (const [minutesAgo, refused, why] of [
    [[70, 40, 10], true, 'three stops within the lookback'],
    [[71, 40, 10], false, 'three stops over more than the lookback'],
    [[40, 10], false, 'two stops'],
    [[149, 119, 89], true, 'three stops long ago, with the lock still running'],
    [[150, 120, 90], false, 'three stops, with the lock over'],
    [[10, 40, 70], true, 'stops in any order'],
  ] as const) {
    it(`${refused ? 'locks' : 'does not lock'} after ${why}`, () => {
      assert.deepEqual(codesWith({ stopLossGuard }, stopsAt(...minutesAgo)), refused ? ['STOP_LOSS_GUARD'] : []);
    });
  }

  it('counts stops only', () => {
    assert.deepEqual(codesWith({ stopLossGuard }, [...stopsAt(40, 10), ended(20, 'time')]), []);
  });
});

describe('low-edge lock', () => {
  const lowEdge = { trades: 3, lookbackMinutes: 100, minMeanBps: -10, lockMinutes: 120 };
  const tradesOf = (...results: [minutesAgo: number, netBps: number][]) =>
    results.map(([minutesAgo, netBps]) => ended(minutesAgo, 'time', netBps));

  for (const [results, refused, why] of [
    [
      [
        [90, -5],
        [50, -20],
        [10, -20],
      ],
      true,
      'a mean of -15 bps over three trades',
    ],
    [
      [
        [90, 30],
        [50, -20],
        [10, -20],
      ],
      false,
      'a mean of -3.3 bps',
    ],
    [
      [
        [90, -10],
        [50, -10],
        [10, -10],
      ],
      false,
      'a mean of exactly the limit',
    ],
    [
      [
        [50, -20],
        [10, -20],
      ],
      false,
      'two trades',
    ],
    [
      [
        [111, -20],
        [50, -20],
        [10, -20],
      ],
      false,
      'three trades over more than the lookback',
    ],
    [
      [
        [200, -20],
        [150, -20],
        [119, -20],
      ],
      true,
      'a bad stretch whose lock still runs',
    ],
    [
      [
        [200, -20],
        [150, -20],
        [120, -20],
      ],
      false,
      'a bad stretch whose lock is over',
    ],
    [
      [
        [90, -30],
        [50, -30],
        [40, -30],
        [10, 200],
      ],
      true,
      'a bad stretch that one lucky trade followed',
    ],
  ] as [[number, number][], boolean, string][]) {
    it(`${refused ? 'locks' : 'does not lock'} after ${why}`, () => {
      assert.deepEqual(codesWith({ lowEdge }, tradesOf(...results)), refused ? ['LOW_EDGE'] : []);
    });
  }
});

it('default protections are on', () => {
  const trades = [ended(50, 'stop'), ended(40, 'stop'), ended(30, 'stop'), ended(1, 'stop')];
  const codes = codesOf(assessRisk(sampleInputs({ recentTrades: trades }, DEFAULT_RISK_LIMITS)));
  assert.deepEqual(codes, ['COOLDOWN', 'STOP_LOSS_GUARD']);
});
