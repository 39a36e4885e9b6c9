import assert from 'node:assert/strict';
import { toFeatureInputs } from '../../../core/features/inputs.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import type { Bar } from '../../../core/market/bar.ts';

const SEVEN = Date.UTC(2022, 4, 1, 7, 58);

function bar(minute: number): Bar {
  return {
    openTime: SEVEN + minute * 60_000,
    open: 1,
    high: 4,
    low: 0.5,
    close: 2 + minute,
    volume: 10,
    quoteVolume: 20,
    trades: 3,
    takerBuyVolume: 6,
    takerBuyQuoteVolume: 12,
  };
}

describe('feature inputs', () => {
  it('are the columns of the bars', () => {
    const inputs = toFeatureInputs([bar(0), bar(1)], []);
    assert.equal(inputs.length, 2);
    assert.deepEqual([...inputs.openTime], [SEVEN, SEVEN + 60_000]);
    assert.deepEqual([...inputs.close], [2, 3]);
    assert.deepEqual(
      [inputs.open, inputs.high, inputs.low, inputs.volume].map((column) => column[1]),
      [1, 4, 0.5, 10],
    );
    assert.deepEqual(
      [inputs.quoteVolume, inputs.trades, inputs.takerBuyVolume, inputs.takerBuyQuoteVolume].map((column) => column[1]),
      [20, 3, 6, 12],
    );
  });

  it('know a funding rate from the minute in which it is settled, late by some milliseconds or not', () => {
    const eight = Date.UTC(2022, 4, 1, 8);
    const settled = [
      { fundingTime: eight - 480 * 60_000, rate: 0.0001 },
      { fundingTime: eight + 17, rate: -0.0002 },
    ];
    assert.deepEqual(
      [...toFeatureInputs([0, 1, 2, 3].map(bar), settled).fundingRate],
      [0.0001, 0.0001, -0.0002, -0.0002],
    );
  });

  it('have no funding rate before the first that is known', () => {
    const settled = [{ fundingTime: SEVEN + 60_000, rate: 0.0001 }];
    assert.deepEqual([...toFeatureInputs([bar(0), bar(1)], settled).fundingRate], [NaN, 0.0001]);
  });

  it('refuse minutes that are missing, double or out of order', () => {
    for (const minutes of [
      [0, 2],
      [0, 0],
      [1, 0],
    ]) {
      assert.throws(() => toFeatureInputs(minutes.map(bar), []), /bars are not consecutive minutes: 2022-05-01T/);
    }
  });

  it('are cut to a part of their minutes without copying, book and all', () => {
    const lean = Float64Array.of(1, 2, 3, 4);
    const book = { spreadBps: lean, imbalance1: lean, imbalance5: lean, imbalance20: lean };
    const inputs = { ...toFeatureInputs([0, 1, 2, 3].map(bar), []), book };
    const part = sliceInputs(inputs, 1, 3);
    assert.equal(part.length, 2);
    assert.deepEqual([...part.close], [3, 4]);
    assert.deepEqual([...part.book!.imbalance20], [2, 3]);
    assert.equal(part.close.buffer, inputs.close.buffer);
    assert.equal(sliceInputs(inputs, -5, 99).length, 4);
    assert.equal(sliceInputs(inputs, 3, 1).length, 0);
  });
});
