import { DuckDBDoubleVector, DuckDBTimestampTZValue, DuckDBTimestampTZVector } from '@duckdb/node-api';
import type { DuckDBVector } from '@duckdb/node-api';

/**
 * Writes rows [from, to) of `values` into a vector of doubles or timestamps (epoch ms), NaN as an empty value, without an
 * object for each cell. False, with nothing written, for a vector of another type.
 */
export function writeNumbers(vector: DuckDBVector, values: Float64Array, from: number, to: number): boolean {
  if (vector instanceof DuckDBDoubleVector) {
    for (let row = from; row < to; row += 1) {
      const value = values[row] ?? NaN;
      vector.setItem(row - from, Number.isNaN(value) ? null : value);
    }
  } else if (vector instanceof DuckDBTimestampTZVector) {
    for (let row = from; row < to; row += 1) {
      const value = values[row] ?? NaN;
      const isTime = Number.isFinite(value);
      vector.setItem(row - from, isTime ? new DuckDBTimestampTZValue(BigInt(Math.round(value * 1_000))) : null);
    }
  } else {
    return false;
  }
  vector.flush();
  return true;
}
