import assert from 'node:assert/strict';
import { computeFeatures, type FeatureColumns } from '../../../core/features/compute.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { expectedSlice } from './expected-values.ts';
import { needRealMinutes, realMinutes } from './real-minutes.ts';
import { agree } from './tolerance.ts';

for (const month of ['2022-05', '2022-09']) {
  describe(`features against reference values on real minutes of ${month}`, () => {
    const slice = expectedSlice(month);
    let columns: FeatureColumns;

    before(function () {
      needRealMinutes(this);
      columns = computeFeatures(sliceInputs(realMinutes(month), slice.firstRow, slice.lastRow + 1));
    });

    for (const { reference, feature, values } of slice.columns) {
      it(`${feature} equals ${reference} to 1e-9, from its first defined minute`, () => {
        const column = columns.get(feature);
        assert.ok(column, `the registry has no ${feature}`);
        assert.ok(values.some(({ value }) => !Number.isNaN(value)));
        for (const { row, value } of values) {
          assert.ok(agree(column[row]!, value), `row ${row} of the slice: ${column[row]} is not ${value}`);
        }
      });
    }
  });
}

describe('reference values', () => {
  it('exist for every feature that has a history of klines or funding', () => {
    const covered = new Set(expectedSlice('2022-05').columns.map(({ feature }) => feature));
    const missing = FEATURES.filter(({ name, history }) => history !== 'book' && !covered.has(name));
    assert.deepEqual(
      missing.map(({ name }) => name),
      [],
    );
  });
});
