import { binShares, populationStability, referenceBins } from './population-stability.ts';

export interface FeatureStability {
  readonly feature: string;
  readonly stability: number;
}

/**
 * Population stability index of each feature between its training minutes and recent ones.
 * @param training one column a feature, in the order of `names`; likewise `recent`. A feature without a number in training
 *   is passed over.
 */
export function featureStability(
  names: readonly string[],
  training: readonly ArrayLike<number>[],
  recent: readonly ArrayLike<number>[],
): FeatureStability[] {
  return names.flatMap((feature, place) => {
    const before = training[place]!;
    if (!Array.from(before).some((value) => !Number.isNaN(value))) return [];
    const { edges, shares } = referenceBins(before);
    return [{ feature, stability: populationStability(shares, binShares(recent[place]!, edges)) }];
  });
}

/** The middle index of all features: half of them moved more. NaN of none. */
export function medianStability(features: readonly FeatureStability[]): number {
  const sorted = features.map(({ stability }) => stability).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}
