import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_PROMOTION_RULES, judgePromotion } from '../../../core/model/promotion-gate.ts';
import type { JudgedModel, PromotionRules } from '../../../core/model/promotion-gate.ts';

/** 60 trades, an edge that is not luck. */
const GOOD: JudgedModel = {
  modelId: 'challenger',
  trades: 60,
  meanTrade: { bps: 4, interval: { low: 1, high: 7 } },
  return: 0.03,
  maxDrawdown: 0.02,
  calibrationError: 0.02,
};
const CHAMPION: JudgedModel = { ...GOOD, modelId: 'champion', return: 0.01 };
const FLAT: JudgedModel = {
  modelId: 'champion',
  trades: 0,
  meanTrade: null,
  return: 0,
  maxDrawdown: 0,
  calibrationError: 0.03,
};

describe('promotion gate', () => {
  const cases: readonly [string, Partial<JudgedModel>, JudgedModel | null, string[]][] = [
    ['a better one', {}, CHAMPION, []],
    ['a good one where there is no champion', {}, null, []],
    ['a good one beside a champion that never trades', {}, FLAT, []],
    ['one trade too few', { trades: 29 }, CHAMPION, ['least-trades']],
    ['as many trades as needed', { trades: 30 }, CHAMPION, []],
    ['an interval that reaches 0', { meanTrade: { bps: 4, interval: { low: 0, high: 8 } } }, CHAMPION, ['edge']],
    ['no mean at all', { trades: 9, meanTrade: null }, CHAMPION, ['least-trades', 'edge']],
    ['as good as the champion', { return: 0.01 }, CHAMPION, ['gain']],
    ['a loss where there is no champion', { return: -0.001 }, null, ['gain']],
    ['a drawdown just deep enough', { maxDrawdown: 0.04 }, CHAMPION, []],
    ['a drawdown too deep', { maxDrawdown: 0.0401 }, CHAMPION, ['drawdown']],
    ['a drawdown too deep without a champion', { maxDrawdown: 0.0201 }, null, ['drawdown']],
    ['bad calibration', { calibrationError: 0.051 }, CHAMPION, ['calibration']],
    ["calibration within the champion's", { calibrationError: 0.081 }, { ...CHAMPION, calibrationError: 0.075 }, []],
    ['no prediction', { calibrationError: null }, CHAMPION, ['calibration']],
    [
      'what is not a number',
      { return: NaN, maxDrawdown: NaN, calibrationError: NaN },
      CHAMPION,
      ['gain', 'drawdown', 'calibration'],
    ],
  ];
  for (const [what, change, champion, failed] of cases) {
    it(`${failed.length === 0 ? 'promotes' : 'keeps out'} ${what}`, () => {
      const verdict = judgePromotion({ ...GOOD, ...change }, champion);
      assert.deepEqual(
        verdict.checks.filter(({ passed }) => !passed).map(({ rule }) => rule),
        failed,
      );
      assert.equal(verdict.decision, failed.length === 0 ? 'promote' : 'keep');
      assert.equal(verdict.checks.length, 5);
      for (const { rule, passed, sentence } of verdict.checks) {
        if (!passed) assert.ok(verdict.reason.includes(sentence), `the reason names ${rule}`);
      }
    });
  }

  it('keeps the champion when neither has an edge, and says so with the numbers', () => {
    const lossy = { bps: -3, interval: { low: -6, high: 0.5 } };
    const challenger = { ...GOOD, meanTrade: lossy, return: -0.01 };
    const verdict = judgePromotion(challenger, { ...CHAMPION, meanTrade: lossy, return: -0.02 });
    assert.equal(verdict.decision, 'keep');
    assert.equal(
      verdict.reason,
      'champion goes on serving: its mean trade is -3.00 bps net, 95 % interval -6.00 to 0.50, which must lie above 0; ' +
        'its return is -1.00 %, which must exceed the 0.00 % of doing nothing by more than 0.00 %',
    );
    assert.deepEqual(verdict.checks[1]?.numbers, {
      ...{ bps: -3, low: -6, high: 0.5, championBps: -3, championLow: -6, championHigh: 0.5, leastEdgeBps: 0 },
    });
  });

  const wrong: readonly [Partial<PromotionRules>, RegExp][] = [
    [{ leastTrades: 0 }, /leastTrades can't be 0; right is a whole number from 1/],
    [{ leastEdgeBps: -1 }, /leastEdgeBps can't be -1; right is a number from 0/],
    [{ leastGain: NaN }, /leastGain can't be NaN/],
    [{ drawdownAllowance: 2 }, /drawdownAllowance can't be 2; right is a fraction, 0 to 1/],
  ];
  for (const [rules, sentence] of wrong) {
    it(`refuses the rules ${JSON.stringify(rules)}`, () => {
      assert.throws(() => judgePromotion(GOOD, CHAMPION, { ...DEFAULT_PROMOTION_RULES, ...rules }), sentence);
    });
  }

  describe('whatever the numbers', () => {
    const real = fc.double({ min: -50, max: 50, noNaN: true });
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    const judged: fc.Arbitrary<JudgedModel> = fc.record({
      modelId: fc.constantFrom('a', 'b'),
      trades: fc.nat(200),
      meanTrade: fc.option(
        fc.tuple(real, fraction).map(([bps, width]) => ({ bps, interval: { low: bps - width, high: bps + width } })),
      ),
      return: fc.double({ min: -1, max: 2, noNaN: true }),
      maxDrawdown: fraction,
      calibrationError: fc.option(fraction),
    });

    it('promotes nothing that did not earn more than doing nothing, however much the champion lost', () => {
      const verdict = judgePromotion({ ...GOOD, return: 0 }, { ...CHAMPION, return: -0.2 });
      assert.equal(verdict.decision, 'keep');
      assert.match(verdict.reason, /must exceed the 0\.00 % of doing nothing/);
    });

    it('promotes nothing without an edge above luck', () => {
      fc.assert(
        fc.property(judged, fc.option(judged), (challenger, champion) => {
          if (judgePromotion(challenger, champion).decision === 'keep') return;
          assert.ok(challenger.meanTrade!.interval.low > 0 && challenger.trades >= 30 && challenger.return > 0);
        }),
      );
    });

    it('never promotes each of two in the place of the other, nor one in its own', () => {
      fc.assert(
        fc.property(judged, judged, (one, other) => {
          const both = [judgePromotion(one, other), judgePromotion(other, one)];
          assert.ok(both.some(({ decision }) => decision === 'keep'));
          assert.equal(judgePromotion(one, one).decision, 'keep');
        }),
      );
    });

    it('does not keep out a challenger for having done better', () => {
      fc.assert(
        fc.property(judged, fc.option(judged), fraction, fc.nat(50), (challenger, champion, more, trades) => {
          const { meanTrade } = challenger;
          const better: JudgedModel = {
            ...challenger,
            trades: challenger.trades + trades,
            return: challenger.return + more,
            maxDrawdown: challenger.maxDrawdown * (1 - more),
            meanTrade: meanTrade && {
              bps: meanTrade.bps + more,
              interval: { low: meanTrade.interval.low + more, high: meanTrade.interval.high + more },
            },
          };
          if (judgePromotion(challenger, champion).decision === 'keep') return;
          assert.equal(judgePromotion(better, champion).decision, 'promote');
        }),
      );
    });
  });
});
