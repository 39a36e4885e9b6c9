import { computeFeatures } from './compute.ts';
import type { FeatureInputs } from './inputs.ts';
import { featuresByName } from './registry.ts';
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

/** A few columns of so many rows fit a core's own cache: whole histories at once are bound by memory. */
const ROWS = 8_192;

/**
 * Features of all minutes from `from` on, in batches of `rows`, each computed with as many minutes before it, where there
 * are so many, as the slowest of its features needs to settle: years of minutes in the memory of one batch, with the
 * values that the live path has, to the last bit where a feature has a window and to 1e-9 where it is recursive.
 * @throws RangeError as computeFeatures, and when from or rows is not a whole number in range.
 */
export function* featureBatches(
  inputs: FeatureInputs,
  names: readonly string[],
  { from = 0, rows = ROWS }: { readonly from?: number; readonly rows?: number } = {},
): Generator<FeatureBatch, void, undefined> {
  if (!Number.isInteger(from) || from < 0) throw new RangeError(`batches from row ${from}: 0 or more would be right`);
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`batches of ${rows} rows: 1 or more would be right`);
  const before = Math.max(0, ...featuresByName(names).map(({ warmUp }) => warmUp.settled - 1));
  const workspace = createFeatureWorkspace();
  for (let firstRow = from; firstRow < inputs.length; firstRow += rows) {
    const end = Math.min(firstRow + rows, inputs.length);
    const start = Math.max(0, firstRow - before);
    const values = computeFeatures(sliceInputs(inputs, start, end), names, workspace);
    const columns = names.map((name) => values.get(name)!.subarray(firstRow - start));
    yield { firstRow, rows: end - firstRow, columns };
  }
}
