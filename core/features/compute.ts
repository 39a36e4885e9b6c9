import { MINUTE_MS } from '../market/bar.ts';
import { createFeatureContext } from './context.ts';
import type { FeatureInputs } from './inputs.ts';
import { FEATURES, featuresByName } from './registry.ts';
import { createFeatureWorkspace, type FeatureWorkspace } from './workspace.ts';

/** A column of `length` values for each feature, NaN before the first defined one. Not to be written to. */
export type FeatureColumns = ReadonlyMap<string, Float64Array>;

const ALL_NAMES: readonly string[] = FEATURES.map((feature) => feature.name);

/** Bars that the live path computes from. Enough for every feature to be settled over the last 60 minutes. */
export const LIVE_BARS = 1500;

/**
 * Features by minute, in the order of `names`; all of them when none are named.
 * @param workspace columns to use again; they are overwritten by the next call with the same one.
 * @throws RangeError for an unknown name, a column of another length, or minutes that are not consecutive.
 */
export function computeFeatures(
  inputs: FeatureInputs,
  names: readonly string[] = ALL_NAMES,
  workspace: FeatureWorkspace = createFeatureWorkspace(),
): FeatureColumns {
  const features = featuresByName(names);
  refuseBrokenInputs(inputs);
  workspace.reset();
  const context = createFeatureContext(inputs, workspace);
  return new Map(features.map((feature) => [feature.name, context.use(feature.compute)]));
}

/**
 * The last `rows` minutes as a row-major matrix, rows x names.length. Values are not scaled. A feature of the book is 0
 * where it isn't known, in training and serving alike; any other is NaN where it isn't defined.
 * @throws RangeError as computeFeatures, and when there are fewer minutes than rows.
 */
export function featureMatrix(
  inputs: FeatureInputs,
  names: readonly string[],
  rows: number,
  workspace?: FeatureWorkspace,
): Float64Array {
  if (!Number.isInteger(rows) || rows < 1 || rows > inputs.length) {
    throw new RangeError(`${rows} rows asked of ${inputs.length} minutes: 1 to ${inputs.length} would be right`);
  }
  const columns = computeFeatures(inputs, names, workspace);
  const width = names.length;
  const matrix = new Float64Array(rows * width);
  const first = inputs.length - rows;
  featuresByName(names).forEach(({ name, history }, place) => {
    const column = columns.get(name)!;
    for (let row = 0; row < rows; row++) {
      const value = column[first + row]!;
      matrix[row * width + place] = history === 'book' && Number.isNaN(value) ? 0 : value;
    }
  });
  return matrix;
}

function refuseBrokenInputs(inputs: FeatureInputs): void {
  const { length, book, ...columns } = inputs;
  for (const [name, column] of Object.entries<Float64Array>({ ...columns, ...book })) {
    if (column.length !== length) {
      throw new RangeError(`column ${name} has ${column.length} minutes, the others ${length}`);
    }
  }
  const { openTime } = inputs;
  if (length > 0 && openTime[0]! % MINUTE_MS !== 0) {
    throw new RangeError(
      `a minute cannot open at ${openTime[0]}: multiples of ${MINUTE_MS} ms since 1970 would be right`,
    );
  }
  for (let i = 1; i < length; i++) {
    if (openTime[i]! - openTime[i - 1]! !== MINUTE_MS) {
      const [before, after] = [openTime[i - 1]!, openTime[i]!].map((time) => new Date(time).toISOString());
      throw new RangeError(`minutes are not consecutive: ${after} follows ${before}`);
    }
  }
}
