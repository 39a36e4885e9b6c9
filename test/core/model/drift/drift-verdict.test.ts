import assert from 'node:assert/strict';
import { DEFAULT_DRIFT_LIMITS } from '../../../../core/model/drift/drift-limits.ts';
import type { DriftAction, DriftLimits } from '../../../../core/model/drift/drift-limits.ts';
import { judgeDrift } from '../../../../core/model/drift/drift-verdict.ts';
import type { DriftMeasures } from '../../../../core/model/drift/drift-verdict.ts';
import { liveWinRate } from '../../../../core/model/drift/live-win-rate.ts';

const MOVED = {
  features: [
    { feature: 'a', stability: 0.4 },
    { feature: 'b', stability: 0.3 },
    { feature: 'c', stability: 0 },
  ],
} satisfies DriftMeasures;
const MIX = { count: 1_440, shares: { SELL: 0.4, HOLD: 0.2, BUY: 0.4 }, stability: 0.5 };
const CALIBRATION = { count: 1_440, accuracy: 0.5, meanConfidence: 0.75, error: 0.25 };
const LOSING = liveWinRate({ trades: 100, wins: 30 }, { trades: 200, wins: 110 });

describe('the verdict on drift', () => {
  const rows: [string, DriftMeasures, Partial<DriftLimits>, DriftAction | 'none', string[]][] = [
    ['nothing was measured', {}, {}, 'none', []],
    ['the median of the features has moved', MOVED, {}, 'alert', ['features']],
    [
      'two of three have not',
      { features: [MOVED.features[0]!, MOVED.features[2]!, MOVED.features[2]!] },
      {},
      'none',
      [],
    ],
    ['a limit that is just reached', MOVED, { features: { most: 0.3, then: 'alert' } }, 'none', []],
    ['the signals are mixed otherwise', { predictions: MIX }, {}, 'alert', ['predictions']],
    ['so few signals say nothing', { predictions: { ...MIX, count: 999 } }, {}, 'none', []],
    [
      'calibration is worse than in validation',
      { calibration: CALIBRATION, validationError: 0.02 },
      {},
      'alert',
      ['calibration'],
    ],
    ['as bad as it was in validation', { calibration: CALIBRATION, validationError: 0.2 }, {}, 'none', []],
    ['fewer trades won than chance allows', { winRate: LOSING }, {}, 'lower-size', ['winRate']],
    ['so few trades say nothing', { winRate: LOSING }, { leastTrades: 101 }, 'none', []],
    [
      'the strongest action holds',
      { ...MOVED, winRate: LOSING, predictions: MIX },
      { predictions: { most: 0.25, then: 'pause-entries' } },
      'pause-entries',
      ['features', 'predictions', 'winRate'],
    ],
  ];
  for (const [what, measures, limits, action, alarmed] of rows) {
    it(`${what}: ${action}`, () => {
      const verdict = judgeDrift(measures, { ...DEFAULT_DRIFT_LIMITS, ...limits });
      assert.equal(verdict.action, action);
      assert.deepEqual(
        verdict.alarms.map(({ measure }) => measure),
        alarmed,
      );
    });
  }

  it('says the numbers', () => {
    const { alarms } = judgeDrift({ ...MOVED, winRate: LOSING }, DEFAULT_DRIFT_LIMITS);
    assert.equal(
      alarms[0]?.sentence,
      'features have moved from those of training: the median population stability index of 3 is 0.30, above 0.25; most of all a 0.40, b 0.30, c 0.00',
    );
    assert.match(
      alarms[1]!.sentence,
      /^30\.0 % of 100 live trades won \(21\.9 % to 39\.6 %\), fewer than chance allows after 55\.0 % of 200/,
    );
  });
});
