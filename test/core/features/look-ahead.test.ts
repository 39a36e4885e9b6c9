import assert from 'node:assert/strict';
import { computeFeatures } from '../../../core/features/compute.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { needRealMinutes, realMinutes } from './real-minutes.ts';

type Corruption = (value: number, row: number) => number;

const BARS = 3_000;
const CORRUPTIONS: Readonly<Record<string, Corruption>> = {
  'turned into other numbers': (value, row) => value * (1 + ((row * 7_919) % 97)) + 1,
  'turned into NaN': () => NaN,
  'set to 0': () => 0,
};

describe('look-ahead', () => {
  let minutes: FeatureInputs;

  before(function () {
    needRealMinutes(this);
    minutes = withBook(sliceInputs(realMinutes('2022-05'), 14_000, 14_000 + BARS));
  });

  for (const [how, corruption] of Object.entries(CORRUPTIONS)) {
    it(`no feature at or before a minute changes when everything after it is ${how}`, () => {
      const honest = computeFeatures(minutes);
      for (const last of [1, 33, 1_499, 1_500, 2_013, 2_998]) {
        const corrupted = computeFeatures(corruptedAfter(minutes, last, corruption));
        for (const { name } of FEATURES) {
          const seen = corrupted.get(name)!.subarray(0, last + 1);
          const expected = honest.get(name)!.subarray(0, last + 1);
          assert.ok(
            seen.every((value, i) => Object.is(value, expected[i])),
            `${name} knew what comes after minute ${last}`,
          );
        }
      }
    });
  }

  it('every feature changes when a minute within its reach does, so that the test above can fail', () => {
    const honest = computeFeatures(minutes);
    const corrupted = computeFeatures(corruptedAfter(minutes, 2_000, CORRUPTIONS['turned into other numbers']!));
    for (const { name, family } of FEATURES) {
      if (family === 'calendar') continue; // reads open times only, which stay
      assert.notDeepEqual(corrupted.get(name)!.subarray(2_001), honest.get(name)!.subarray(2_001), name);
    }
  });
});

function corruptedAfter(inputs: FeatureInputs, last: number, corruption: Corruption): FeatureInputs {
  const corrupt = (column: Float64Array): Float64Array =>
    column.map((value, row) => (row <= last ? value : corruption(value, row)));
  const book = inputs.book!;
  return {
    length: inputs.length,
    openTime: inputs.openTime,
    open: corrupt(inputs.open),
    high: corrupt(inputs.high),
    low: corrupt(inputs.low),
    close: corrupt(inputs.close),
    volume: corrupt(inputs.volume),
    quoteVolume: corrupt(inputs.quoteVolume),
    trades: corrupt(inputs.trades),
    takerBuyVolume: corrupt(inputs.takerBuyVolume),
    takerBuyQuoteVolume: corrupt(inputs.takerBuyQuoteVolume),
    fundingRate: corrupt(inputs.fundingRate),
    book: {
      spreadBps: corrupt(book.spreadBps),
      imbalance1: corrupt(book.imbalance1),
      imbalance5: corrupt(book.imbalance5),
      imbalance20: corrupt(book.imbalance20),
    },
  };
}

/** A book that follows the tape, so that the book's features are tested too. */
function withBook(inputs: FeatureInputs): FeatureInputs {
  const lean = inputs.volume.map((volume, i) => (2 * inputs.takerBuyVolume[i]!) / volume - 1);
  return { ...inputs, book: { spreadBps: lean, imbalance1: lean, imbalance5: lean, imbalance20: lean } };
}
