import { computeFeatures } from '../features/compute.ts';
import type { FeatureInputs } from '../features/inputs.ts';
import { sliceInputs } from '../features/slice.ts';

/** How far a feature's value depends on where its history begins. */
export interface StartUpDependence {
  readonly name: string;
  /**
   * By start-up length, in the order asked for: the largest relative difference to the value from the longest history, over
   * all ends and the rows looked at. Infinity where it isn't defined yet.
   */
  readonly differences: readonly number[];
}

export interface StartUpOptions {
  /** Bars that a computation begins with, counting the minute itself. */
  readonly lengths: readonly number[];
  /** Bars of the history that the others are compared with. */
  readonly longest: number;
  /** Rows whose value is looked at, each the last of its history. */
  readonly ends: readonly number[];
  /** As many minutes up to each end are compared: those of a prediction's window. */
  readonly rows: number;
}

/** Below a thousandth of its unit (a basis point, a percent, a USDT) a value counts as a thousandth. */
const LEAST_SCALE = 1e-3;

/**
 * Recursive analysis: the same minutes computed from histories of different length. A feature with a window agrees as soon
 * as it is defined; a recursive one approaches the value of an endless history.
 * @param compute by default the features' own computation.
 * @throws RangeError when an end has less than `longest` bars, or a length is above it or below `rows`.
 */
export function analyseStartUp(
  inputs: FeatureInputs,
  names: readonly string[],
  { lengths, longest, ends, rows }: StartUpOptions,
  compute: (inputs: FeatureInputs, names: readonly string[]) => ReadonlyMap<string, Float64Array> = computeFeatures,
): StartUpDependence[] {
  for (const length of lengths) {
    if (length >= rows && length <= longest) continue;
    throw new RangeError(`a start-up of ${length} bars: ${rows} to ${longest} would be right`);
  }
  const worst = new Map(names.map((name) => [name, lengths.map(() => 0)]));
  for (const end of ends) {
    if (end + 1 < longest || end >= inputs.length) {
      throw new RangeError(
        `row ${end} of ${inputs.length} has no history of ${longest} bars: from ${longest - 1} would be right`,
      );
    }
    const lastRows = (length: number): Map<string, Float64Array> => {
      const columns = compute(sliceInputs(inputs, end + 1 - length, end + 1), names);
      return new Map(names.map((name) => [name, columns.get(name)!.slice(length - rows)]));
    };
    const settled = lastRows(longest);
    lengths.forEach((length, place) => {
      const values = lastRows(length);
      for (const name of names) {
        const differences = worst.get(name)!;
        differences[place] = Math.max(differences[place]!, largestDifference(values.get(name)!, settled.get(name)!));
      }
    });
  }
  return names.map((name) => ({ name, differences: worst.get(name)! }));
}

function largestDifference(values: Float64Array, settled: Float64Array): number {
  let largest = 0;
  for (let row = 0; row < values.length; row++) {
    const [value, right] = [values[row]!, settled[row]!];
    // Nothing to be compared with: not even the longest history defines it.
    if (Number.isNaN(right)) continue;
    if (Number.isNaN(value)) return Infinity;
    largest = Math.max(largest, Math.abs(value - right) / Math.max(LEAST_SCALE, Math.abs(value), Math.abs(right)));
  }
  return largest;
}
