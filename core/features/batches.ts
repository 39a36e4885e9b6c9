import { computeFeatures, LIVE_BARS } from './compute.ts';
import type { FeatureInputs } from './inputs.ts';
import { sliceInputs } from './slice.ts';
import { createFeatureWorkspace } from './workspace.ts';

/** Consecutive minutes of a batch: one column of `rows` values for each name, in the order of the names. */
export interface FeatureBatch {
  /** Index into the inputs of the columns' first minute. */
  readonly firstRow: number;
  readonly rows: number;
  /** Overwritten when the next batch is taken: copy what must stay. */
  readonly columns: readonly Float64Array[];
}

/**
 * Features of all minutes from `from` on, in batches of `rows`, each computed with LIVE_BARS before it where there are so
 * many: years of minutes in the memory of one batch, with the values that the live path has.
 * @throws RangeError as computeFeatures, and when from or rows is not a whole number in range.
 */
export function* featureBatches(
  inputs: FeatureInputs,
  names: readonly string[],
  { from = 0, rows = 50_000 }: { readonly from?: number; readonly rows?: number } = {},
): Generator<FeatureBatch, void, undefined> {
  if (!Number.isInteger(from) || from < 0) throw new RangeError(`batches from row ${from}: 0 or more would be right`);
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`batches of ${rows} rows: 1 or more would be right`);
  const workspace = createFeatureWorkspace();
  for (let firstRow = from; firstRow < inputs.length; firstRow += rows) {
    const end = Math.min(firstRow + rows, inputs.length);
    const start = Math.max(0, firstRow - LIVE_BARS);
    const values = computeFeatures(sliceInputs(inputs, start, end), names, workspace);
    const columns = names.map((name) => values.get(name)!.subarray(firstRow - start));
    yield { firstRow, rows: end - firstRow, columns };
  }
}
