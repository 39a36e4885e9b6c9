import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calibratedPrediction } from '../../../adapters/model/calibrated-prediction.ts';

const MOVES = [-25, 0, 25] as const;

describe('calibrated prediction', () => {
  it('leaves probabilities alone at temperature 1 and expects the sum of p times move', () => {
    const prediction = calibratedPrediction([0.1, 0.2, 0.7], 0, 1, [...MOVES]);
    assert.equal(prediction.signal, 'BUY');
    assert.ok(Math.abs(prediction.confidence - 0.7) < 1e-12);
    assert.ok(Math.abs(prediction.expectedMoveBps - 15) < 1e-12);
  });

  it('makes a temperature of 2 the square root of the odds', () => {
    const { probabilities } = calibratedPrediction([0.1, 0.1, 0.8], 0, 2, [...MOVES]);
    assert.ok(Math.abs(probabilities[2] / probabilities[0] - Math.sqrt(8)) < 1e-12);
  });

  it('takes the first of equals, as the trainer does', () => {
    assert.equal(calibratedPrediction([0.4, 0.4, 0.2], 0, 1, [...MOVES]).signal, 'SELL');
    assert.equal(calibratedPrediction([0.2, 0.4, 0.4], 0, 1, [...MOVES]).signal, 'HOLD');
  });

  it('reads from the offset', () => {
    assert.equal(calibratedPrediction([0, 0, 1, 0.9, 0.05, 0.05], 3, 1, [...MOVES]).signal, 'SELL');
  });

  it('never changes the order of the classes, sums to 1 and stays finite for certain answers', () => {
    const share = fc.nat(20);
    fc.assert(
      fc.property(share, share, share, fc.integer({ min: 1, max: 32 }), (a, b, c, quarters) => {
        const total = a + b + c || 1;
        const raw = [a / total, b / total, c / total];
        const prediction = calibratedPrediction(raw, 0, quarters / 4, [...MOVES]);
        const sum = prediction.probabilities.reduce((x, y) => x + y, 0);
        assert.ok(Math.abs(sum - 1) < 1e-12);
        assert.equal(prediction.confidence, Math.max(...prediction.probabilities));
        assert.ok(Number.isFinite(prediction.expectedMoveBps));
        const best = prediction.probabilities.indexOf(prediction.confidence);
        assert.ok(raw[best]! >= Math.max(...raw) - 1e-9);
        assert.equal(prediction.signal, ['SELL', 'HOLD', 'BUY'][best]);
      }),
    );
  });
});
