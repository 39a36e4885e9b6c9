import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onExpectedMove } from '../../../bench/study/attempts.ts';
import { binned, classFigures } from '../../../bench/study/classification.ts';
import type { JudgedMinute } from '../../../bench/study/classification.ts';
import { isotonicMap, moveMapFigures } from '../../../bench/study/move-maps.ts';
import { luckAsGood } from '../../../bench/study/random-baseline.ts';

function minute(label: number, predicted: number, expectedMoveBps = 0, moveBps = 0): JudgedMinute {
  const said = (one: number): number => (one === predicted ? 0.8 : 0.1);
  return { label, predicted, probabilities: [said(0), said(1), said(2)], expectedMoveBps, moveBps };
}

describe("the study's figures", () => {
  it('count accuracy and macro-F1 as by hand', () => {
    // SELL: 1 hit, 1 predicted, 2 true: F1 2/3. HOLD: 2 hits, 3 predicted, 2 true: 4/5. BUY: never predicted, never true: 0.
    const found = classFigures([minute(0, 0), minute(0, 1), minute(1, 1), minute(1, 1)]);
    assert.equal(found.accuracy, 0.75);
    assert.equal(found.alwaysHold, 0.5);
    assert.ok(Math.abs(found.macroF1 - (2 / 3 + 4 / 5) / 3) < 1e-12);
    assert.ok(Math.abs(found.alwaysHoldMacroF1 - (2 * 2) / 6 / 3) < 1e-12);
    assert.ok(Math.abs(found.classShareLogLoss - Math.log(2)) < 1e-12);
    assert.ok(Math.abs(found.logLoss - (-3 * Math.log(0.8) - Math.log(0.1)) / 4) < 1e-12);
  });

  it('put what was said into bins, its upper end excluded', () => {
    const bins = binned(
      [
        { said: 0.1, came: 1 },
        { said: 0.2, came: 0 },
        { said: 0.3, came: 1 },
      ],
      [0.1, 0.2, 0.4],
    );
    assert.deepEqual(
      bins.map(({ count, came }) => [count, came]),
      [
        [1, 1],
        [2, 0.5],
      ],
    );
  });

  it('isotonic regression rises, keeps the mean, and is the identity on what rises already', () => {
    const pair = fc.record({ said: fc.integer({ min: -50, max: 50 }), came: fc.integer({ min: -50, max: 50 }) });
    fc.assert(
      fc.property(fc.uniqueArray(pair, { minLength: 1, maxLength: 40, selector: ({ said }) => said }), (pairs) => {
        const map = isotonicMap(pairs);
        const levels = [...pairs].sort((one, other) => one.said - other.said).map(({ said }) => map(said));
        levels.slice(1).forEach((level, i) => assert.ok(level >= levels[i]! - 1e-9));
        const total = pairs.reduce((sum, { came }) => sum + came, 0);
        assert.ok(Math.abs(levels.reduce((sum, level) => sum + level, 0) - total) < 1e-6);
      }),
    );
    const rising = isotonicMap([
      { said: 3, came: 7 },
      { said: 1, came: 2 },
      { said: 2, came: 4 },
    ]);
    assert.deepEqual([0, 1, 1.5, 2, 9].map(rising), [2, 2, 2, 4, 7]);
  });

  it('tell a map that is right on average from one that is twice too large', () => {
    const judged = [-8, -2, 3, 9, 20].map((move) => minute(1, 1, move, move));
    const right = moveMapFigures({ name: 'right', of: ({ expectedMoveBps }) => expectedMoveBps }, judged, 16.5);
    const double = moveMapFigures({ name: 'double', of: ({ expectedMoveBps }) => 2 * expectedMoveBps }, judged, 16.5);
    assert.ok(Math.abs(right.slope - 1) < 1e-12 && Math.abs(right.skill - 1) < 1e-12);
    assert.ok(Math.abs(double.slope - 0.5) < 1e-12 && Math.abs(double.skill) < 1e-12);
    assert.deepEqual(double.beyondGate, { count: 2, said: 29, came: 14.5 });
  });

  it('act on the expected move, whichever class is the likeliest', () => {
    const said = (expectedMoveBps: number) => () => ({
      signal: 'HOLD' as const,
      confidence: 0.7,
      probabilities: [0.1, 0.7, 0.2] as const,
      expectedMoveBps,
      modelId: 'x',
      atr14: 1,
      latencyMs: 0,
    });
    const act = (move: number) => onExpectedMove(said(move), 5)(0)!;
    assert.deepEqual([act(6).signal, act(6).confidence], ['BUY', 0.2]);
    assert.deepEqual([act(-6).signal, act(-6).confidence], ['SELL', 0.1]);
    assert.deepEqual([act(4).signal, act(4).confidence], ['HOLD', 0.7]);
  });

  it('say how often luck does as well', () => {
    const trade = (netBps: number) => ({ openedBar: 0, grossBps: netBps, netBps, netBpsAtLowFee: netBps });
    const pool = { seeds: 1, trades: [trade(-10), trade(10)] };
    assert.equal(luckAsGood([trade(-11), trade(-11)], pool), 1);
    assert.equal(luckAsGood([trade(11)], pool), 0);
    const half = luckAsGood([trade(10)], pool);
    assert.ok(half > 0.45 && half < 0.55, String(half));
  });
});
