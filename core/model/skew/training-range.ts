/** Standard score of the training part, and where it is clipped. */
export interface TrainingScaler {
  readonly mean: readonly number[];
  /** 0 marks a feature that was constant in training: the network doesn't see it. */
  readonly std: readonly number[];
  readonly clip: number;
}

/** A feature that lies where training has seen nothing. */
export interface FeatureOutside {
  readonly feature: string;
  /** Median over the minutes, in spreads from training's mean. */
  readonly medianScore: number;
}

/**
 * Features whose median over the given minutes is more than `clip` spreads from training's mean: half of the time the
 * network gets the same clipped number whatever happens. A single wild minute is no finding.
 * @param matrix rows × names.length, row-major, unscaled.
 */
export function featuresOutside(
  names: readonly string[],
  { mean, std, clip }: TrainingScaler,
  matrix: ArrayLike<number>,
): FeatureOutside[] {
  const width = names.length;
  return names.flatMap((feature, column) => {
    if (std[column] === 0) return [];
    const scores: number[] = [];
    for (let i = column; i < matrix.length; i += width) scores.push((matrix[i]! - mean[column]!) / std[column]!);
    const medianScore = median(scores);
    return Math.abs(medianScore) > clip ? [{ feature, medianScore }] : [];
  });
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
