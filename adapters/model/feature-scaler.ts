import type { BundleManifest } from './bundle-schema.ts';

/** Scales rows of features as the trainer did, to the last bit: Float32 in, Float64 arithmetic, Float32 out. */
export interface FeatureScaler {
  /**
   * Writes the scaled first columns of each row of `matrix` to `target` (row-major, as wide as the scaler).
   * @param rowWidth columns of `matrix`; those beyond the scaler's are passed over.
   * @returns the column of the first value that is not finite, or -1. With one, `target` is not to be used.
   */
  scale(matrix: ArrayLike<number>, rowWidth: number, target: Float32Array): number;
}

export function createFeatureScaler({ mean, std, clip }: BundleManifest['scaler']): FeatureScaler {
  const width = mean.length;
  const means = Float64Array.from(mean);
  // A feature that was constant in training says nothing: divided by infinity it is 0 whatever its value.
  const divisors = Float64Array.from(std, (one) => (one > 0 ? one : Infinity));
  return {
    scale(matrix, rowWidth, target) {
      const rows = target.length / width;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < width; column++) {
          const value = Math.fround(matrix[row * rowWidth + column]!);
          if (!Number.isFinite(value)) return column;
          const scaled = (value - means[column]!) / divisors[column]!;
          target[row * width + column] = scaled > clip ? clip : scaled < -clip ? -clip : scaled;
        }
      }
      return -1;
    },
  };
}
