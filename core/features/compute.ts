import { MINUTE_MS } from '../market/bar.ts';
import { createFeatureContext } from './context.ts';
import type { FeatureDefinition } from './definition.ts';
import type { FeatureInputs } from './inputs.ts';
import { FEATURES, featuresByName } from './registry.ts';
import { sliceInputs } from './slice.ts';
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
  workspace: FeatureWorkspace = createFeatureWorkspace(),
): Float64Array {
  if (!Number.isInteger(rows) || rows < 1 || rows > inputs.length) {
    throw new RangeError(`${rows} rows asked of ${inputs.length} minutes: 1 to ${inputs.length} would be right`);
  }
  const features = featuresByName(names);
  refuseBrokenInputs(inputs);
  workspace.reset();
  const whole = createFeatureContext(inputs, workspace);
  const recent = createFeatureContext(recentMinutes(inputs, features, rows), workspace);
  const matrix = new Float64Array(rows * names.length);
  features.forEach((feature, place) => {
    const context = reach(feature, rows) <= recent.length ? recent : whole;
    const column = context.use(feature.compute);
    const first = context.length - rows;
    for (let row = 0; row < rows; row++) {
      const value = column[first + row]!;
      matrix[row * names.length + place] = feature.history === 'book' && Number.isNaN(value) ? 0 : value;
    }
  });
  return matrix;
}

/**
 * As many of the last minutes as the features with a short window need: their values there are the same to the last bit
 * (see kernels/rolling-sum.ts), for a fifth of the work. Features whose window is long, or that are recursive, are not
 * counted.
 */
function recentMinutes(inputs: FeatureInputs, features: readonly FeatureDefinition[], rows: number): FeatureInputs {
  const short = features.map((feature) => reach(feature, rows)).filter((bars) => 2 * bars <= inputs.length);
  return sliceInputs(inputs, inputs.length - Math.max(0, ...short), inputs.length);
}

/** Minutes that determine a feature in the last `rows`: no end for a recursive one. */
function reach({ warmUp }: FeatureDefinition, rows: number): number {
  return warmUp.settled === warmUp.defined ? rows + warmUp.settled - 1 : Infinity;
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
  const gap = firstGap(openTime);
  if (gap < length) {
    const [before, after] = [openTime[gap - 1]!, openTime[gap]!].map((time) => new Date(time).toISOString());
    throw new RangeError(`minutes are not consecutive: ${after} follows ${before}`);
  }
}

/** The first minute that doesn't follow the one before it; `openTime.length` when all do. */
function firstGap(openTime: Float64Array): number {
  const n = openTime.length;
  let i = 1;
  // Four at a time: every computation begins with this pass, which is as long as that of a simple feature.
  for (; i + 4 <= n; i += 4) {
    const time0 = openTime[i]!;
    const time1 = openTime[i + 1]!;
    const time2 = openTime[i + 2]!;
    const time3 = openTime[i + 3]!;
    if (time0 - openTime[i - 1]! !== MINUTE_MS || time1 - time0 !== MINUTE_MS) break;
    if (time2 - time1 !== MINUTE_MS || time3 - time2 !== MINUTE_MS) break;
  }
  while (i < n && openTime[i]! - openTime[i - 1]! === MINUTE_MS) i++;
  return i;
}
