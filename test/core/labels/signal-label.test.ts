import assert from 'node:assert/strict';
import { classShares } from '../../../core/labels/class-shares.ts';
import { signalLabels } from '../../../core/labels/signal-label.ts';
import { SIGNAL_CLASSES } from '../../../core/model/prediction.ts';
import { needRealMinutes, realMinutes } from '../features/real-minutes.ts';

describe('signal labels', () => {
  it('name the class by its place in SIGNAL_CLASSES', () => {
    const { label } = signalLabels(Float64Array.of(10_000, 10_000, 10_000, 10_011, 9_989, 10_000));
    assert.deepEqual(
      [...label].map((index) => SIGNAL_CLASSES[index]),
      ['BUY', 'SELL', 'HOLD', undefined, undefined, undefined],
    );
  });

  it('give the move of the close over the next three minutes in basis points', () => {
    const { forwardMoveBps } = signalLabels(Float64Array.of(100, 1, 1, 101, 50));
    assert.deepEqual([...forwardMoveBps], [100, 490_000, NaN, NaN, NaN]);
  });

  it('hold at a move of exactly the threshold', () => {
    const { label } = signalLabels(Float64Array.of(8_192, 8_200, 8_184), 1, (8 / 8_192) * 1e4);
    assert.deepEqual([...label], [1, 0, -1]);
  });

  it('are -1 with an undefined move where the future is not known', () => {
    const { label, forwardMoveBps } = signalLabels(Float64Array.of(1, 2, 3));
    assert.deepEqual([...label], [-1, -1, -1]);
    assert.ok(forwardMoveBps.every(Number.isNaN));
  });

  it('take another horizon and threshold', () => {
    const close = Float64Array.of(10_000, 10_006, 10_000);
    assert.deepEqual([...signalLabels(close, 1, 5).label], [2, 0, -1]);
    assert.deepEqual([...signalLabels(close, 2, 5).label], [1, -1, -1]);
  });

  it('refuse a horizon or a threshold that means nothing', () => {
    for (const horizon of [0, -3, 1.5, NaN]) {
      assert.throws(
        () => signalLabels(new Float64Array(9), horizon),
        /label horizon .*: a whole number of minutes from 1/,
      );
    }
    for (const threshold of [-1, NaN]) {
      assert.throws(() => signalLabels(new Float64Array(9), 3, threshold), /label threshold .*: basis points from 0/);
    }
  });

  it('of real minutes of 2022 are 15.7 % SELL, 69.0 % HOLD and 15.4 % BUY', function () {
    needRealMinutes(this);
    const year = Array.from({ length: 12 }, (_, month) => `2022-${String(month + 1).padStart(2, '0')}`);
    const { label } = signalLabels(realMinutes(...year).close);
    assert.deepEqual(
      classShares(label).map((share) => (share * 100).toFixed(1)),
      ['15.7', '69.0', '15.4'],
    );
  });

  it('of the second quarter of 2023 are 8.4, 82.9 and 8.7 %', function () {
    needRealMinutes(this);
    const { label } = signalLabels(realMinutes('2023-04', '2023-05', '2023-06').close);
    assert.deepEqual(
      classShares(label).map((share) => (share * 100).toFixed(1)),
      ['8.4', '82.9', '8.7'],
    );
  });
});

describe('class shares', () => {
  it('leave out what has no label', () => {
    assert.deepEqual(classShares(Int8Array.of(0, 1, 1, 2, -1, -1)), [0.25, 0.5, 0.25]);
  });

  it('are undefined without a label', () => {
    assert.deepEqual(classShares(Int8Array.of(-1)), [NaN, NaN, NaN]);
  });
});
