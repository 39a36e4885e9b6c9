import assert from 'node:assert/strict';
import fc from 'fast-check';
import { featureStability, medianStability } from '../../../../core/model/drift/feature-stability.ts';
import { liveCalibration } from '../../../../core/model/drift/live-calibration.ts';
import { liveWinRate } from '../../../../core/model/drift/live-win-rate.ts';
import { binShares, populationStability, referenceBins } from '../../../../core/model/drift/population-stability.ts';
import { predictionMix } from '../../../../core/model/drift/prediction-mix.ts';

const close = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs(actual! - expected) < 1e-9, `${actual} is not ${expected}`);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const sample = fc.array(value, { minLength: 1, maxLength: 200 });
const mix = fc
  .array(fc.integer({ min: 1, max: 1_000 }), { minLength: 4, maxLength: 4 })
  .map((counts) => counts.map((count) => count / sum(counts)));

describe('population stability index', () => {
  it('is the sum of (now − before) · ln(now / before)', () => {
    close(populationStability([0.5, 0.5], [0.25, 0.75]), -0.25 * Math.log(0.5) + 0.25 * Math.log(1.5));
    close(populationStability([1, 0], [1, 0]), 0);
    assert.throws(() => populationStability([1], [0.5, 0.5]), /1 shares before and 2 now/);
  });
  it('is finite where a bin has become empty', () => {
    close(populationStability([0.5, 0.5], [1, 0]), 0.5 * Math.log(2) + (1e-4 - 0.5) * Math.log(1e-4 / 0.5));
  });
  it('is never negative, 0 only without a change, and the same both ways', () => {
    fc.assert(
      fc.property(mix, mix, (before, now) => {
        const index = populationStability(before, now);
        assert.ok(index >= 0);
        close(index, populationStability(now, before));
        assert.equal(populationStability(before, before), 0);
      }),
    );
  });
  it('bins hold equal shares of a reference without ties, and every value has one', () => {
    const { edges, shares } = referenceBins(Array.from({ length: 1_000 }, (_, i) => (i * 7919) % 1_000));
    assert.deepEqual(edges, [100, 200, 300, 400, 500, 600, 700, 800, 900]);
    for (const share of shares) close(share, 0.1);
    fc.assert(
      fc.property(sample, sample, (reference, other) => {
        const bins = referenceBins(reference);
        close(sum(bins.shares), 1);
        close(sum(binShares(other, bins.edges)), 1);
        assert.deepEqual(binShares(reference, bins.edges), bins.shares);
        assert.ok(bins.edges.every((edge, i) => i === 0 || edge > bins.edges[i - 1]!));
      }),
    );
  });
  it('a feature that is mostly one value has fewer bins', () => {
    assert.deepEqual(referenceBins([0, 0, 0, 0, 0, 0, 0, 0, 0, 5]), { edges: [5], shares: [0.9, 0.1] });
    assert.deepEqual(referenceBins([3, 3, 3]), { edges: [], shares: [1] });
    assert.throws(() => referenceBins([NaN]), /without a number/);
  });
});

describe('stability of features', () => {
  const training = Array.from({ length: 1_000 }, (_, i) => i);
  it('is 0 for the same minutes, large for moved ones, and passes over what training did not know', () => {
    const unknown = [NaN, NaN];
    const found = featureStability(
      ['same', 'moved', 'unknown'],
      [training, training, unknown],
      [training, training.map((one) => one + 500), unknown],
    );
    assert.deepEqual(
      found.map(({ feature }) => feature),
      ['same', 'moved'],
    );
    close(found[0]!.stability, 0);
    assert.ok(found[1]!.stability > 1);
    close(medianStability(found), found[1]!.stability / 2);
  });
});

describe('mix of the predictions', () => {
  it('is counted and compared with validation', () => {
    const validation = { SELL: 0.25, HOLD: 0.5, BUY: 0.25 };
    const same = predictionMix(['SELL', 'HOLD', 'HOLD', 'BUY'], validation);
    assert.deepEqual(same?.shares, validation);
    assert.equal(same?.stability, 0);
    assert.ok(predictionMix(['BUY', 'BUY', 'BUY'], validation)!.stability > 0.25);
    assert.equal(predictionMix([], validation), undefined);
  });
});

describe('live calibration', () => {
  it('is 0 where confidence comes true, and the distance where it does not', () => {
    const right = (confidence: number, of: number, rightOnes: number) =>
      Array.from({ length: of }, (_, i) => ({ confidence, isRight: i < rightOnes }));
    close(liveCalibration([...right(0.75, 4, 3), ...right(0.5, 2, 1)])?.error, 0);
    const sure = liveCalibration(right(1, 10, 4));
    close(sure?.error, 0.6);
    close(sure?.accuracy, 0.4);
    assert.equal(liveCalibration([]), undefined);
  });
  it('lies between 0 and 1, and at least as far as mean confidence and accuracy lie apart', () => {
    const judged = fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), isRight: fc.boolean() });
    fc.assert(
      fc.property(fc.array(judged, { minLength: 1, maxLength: 100 }), (predictions) => {
        const { error, accuracy, meanConfidence } = liveCalibration(predictions)!;
        assert.ok(error >= Math.abs(accuracy - meanConfidence) - 1e-9 && error <= 1 + 1e-9);
      }),
    );
  });
});

describe('live win rate beside the backtest', () => {
  const table: [string, [number, number], [number, number], boolean | undefined][] = [
    ['few trades, all lost', [3, 0], [200, 110], false],
    ['many trades, far fewer won', [100, 30], [200, 110], true],
    ['many trades, a few fewer won', [100, 50], [200, 110], false],
    ['more won than in the backtest', [100, 90], [200, 110], false],
    ['no live trade', [0, 0], [200, 110], undefined],
    ['no trade in the backtest', [100, 30], [0, 0], undefined],
  ];
  for (const [what, [trades, wins], [expectedTrades, expectedWins], isBelow] of table) {
    it(`${what}: ${isBelow ?? 'not measured'}`, () => {
      const found = liveWinRate({ trades, wins }, { trades: expectedTrades, wins: expectedWins });
      assert.equal(found?.isBelow, isBelow);
    });
  }
});
