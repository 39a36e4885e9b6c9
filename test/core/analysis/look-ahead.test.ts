import assert from 'node:assert/strict';
import { analyseLookAhead, spreadRows } from '../../../core/analysis/look-ahead.ts';
import type { MinuteSeries } from '../../../core/analysis/look-ahead.ts';
import { computeFeatures } from '../../../core/features/compute.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { signalLabels } from '../../../core/labels/signal-label.ts';
import { simulatedMinutes } from '../rules/simulated-minutes.ts';

const OPTIONS = { cuts: spreadRows(1_600, 3_900, 4), before: 1_560, after: 60 };

/** Series that look ahead, each in a way that is met in practice. */
const LEAKING: Readonly<Record<string, (inputs: FeatureInputs) => ArrayLike<unknown>>> = {
  'the next close': ({ close }) => close.map((_, row) => close[row + 1] ?? NaN),
  'a centred mean of 5': ({ close }) =>
    close.map((_, row) => close.subarray(row - 2, row + 3).reduce((sum, value) => sum + value, 0) / 5),
  'scaled by the mean of the whole column': ({ volume }) => {
    const mean = volume.reduce((sum, value) => sum + value, 0) / volume.length;
    return volume.map((value) => value / mean);
  },
  'the close of the hour, filled backwards': ({ close, openTime }) =>
    close.map((_, row) => close[Math.min(close.length - 1, row + (59 - ((openTime[row]! / 60_000) % 60)))]!),
};

const featuresOf = (inputs: FeatureInputs): MinuteSeries => computeFeatures(inputs);

describe('look-ahead analysis', () => {
  const inputs = simulatedMinutes(4_000);

  it('finds nothing in the features of the registry, and has computed all of them', () => {
    const report = analyseLookAhead(inputs, featuresOf, OPTIONS);
    assert.deepEqual(report.leaks, []);
    assert.ok(report.names.length > 90);
    assert.equal(report.cuts.length, 4);
  });

  for (const [name, leaking] of Object.entries(LEAKING)) {
    it(`finds ${name}, and not the honest ones beside it`, () => {
      const seriesOf = (part: FeatureInputs): MinuteSeries =>
        new Map<string, ArrayLike<unknown>>([...computeFeatures(part, ['rsi_14', 'return_5']), [name, leaking(part)]]);
      const { leaks } = analyseLookAhead(inputs, seriesOf, OPTIONS);
      assert.deepEqual(
        leaks.map((leak) => leak.name),
        [name],
      );
    });
  }

  it('says how far ahead a series looks: the label three minutes', () => {
    const { leaks } = analyseLookAhead(inputs, ({ close }) => new Map([['label', signalLabels(close).label]]), OPTIONS);
    assert.deepEqual(
      leaks.map(({ name, minutesAhead }) => [name, minutesAhead]),
      [['label', 3]],
    );
  });

  it('refuses a cut that leaves no future', () => {
    assert.throws(
      () => analyseLookAhead(inputs, featuresOf, { ...OPTIONS, cuts: [3_999] }),
      /row 3999 of 4000: a row from 0 to 3998/,
    );
  });
});
