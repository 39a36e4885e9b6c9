import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calibrationError } from '../../../core/metrics/calibration-error.ts';

describe('calibration error', () => {
  const cases: readonly [string, number[], boolean[], number | undefined][] = [
    ['nothing of no prediction', [], [], undefined],
    ['0 when as many hit as were promised', [0.75, 0.75, 0.75, 0.75], [true, true, true, false], 0],
    ['what a sure prediction that was wrong promised', [1], [false], 1],
    ['by bins, weighted: 0.4 in two, 0.1 in two', [0.6, 0.6, 0.9, 0.9], [true, true, true, true], 0.25],
    ['no cancelling of one bin by another', [0.55, 0.95], [true, false], 0.7],
  ];
  for (const [what, confidences, hits, right] of cases) {
    it(`is ${what}`, () => {
      const found = calibrationError(confidences, hits);
      if (right === undefined || found === undefined) assert.equal(found, right);
      else assert.ok(Math.abs(found - right) < 1e-12, String(found));
    });
  }

  it('is a fraction, whatever is predicted', () => {
    const prediction = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(fc.array(prediction, { minLength: 1 }), (predictions) => {
        const error = calibrationError(
          predictions.map(([confidence]) => confidence),
          predictions.map(([, hit]) => hit),
        )!;
        assert.ok(error >= 0 && error <= 1 + 1e-12);
      }),
    );
  });
});
