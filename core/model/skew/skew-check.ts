import { MINUTE_MS } from '../../market/bar.ts';
import { featureDifferences } from './feature-difference.ts';
import type { FeatureDifference } from './feature-difference.ts';
import { featuresOutside } from './training-range.ts';
import type { FeatureOutside, TrainingScaler } from './training-range.ts';

export interface SkewQuestion {
  readonly names: readonly string[];
  readonly scaler: TrainingScaler;
  /** Open time of the first row, epoch ms: rows are consecutive minutes. */
  readonly firstMinute: number;
  /** Recent minutes as the process that serves computes them, and as training would: rows × names, row-major. */
  readonly live: ArrayLike<number>;
  readonly batch: ArrayLike<number>;
}

export interface SkewReport {
  readonly firstMinute: number;
  readonly minutes: number;
  readonly features: number;
  readonly different: readonly FeatureDifference[];
  readonly outside: readonly FeatureOutside[];
}

/** A regime that training did not have takes a few features out of range; more of them, and it is another input. */
export const MOST_OUTSIDE = 3;
const NAMED = 3;

/** Compares recent live features with the batch's and with training's distribution. @throws RangeError for unequal shapes. */
export function checkSkew({ names, scaler, firstMinute, live, batch }: SkewQuestion): SkewReport {
  return {
    firstMinute,
    minutes: live.length / names.length,
    features: names.length,
    different: featureDifferences({ names, std: scaler.std, live, batch }),
    outside: featuresOutside(names, scaler, live),
  };
}

/**
 * Why a model must not serve on features like these, with the numbers; undefined when it may: no feature differs between
 * live and batch, and at most MOST_OUTSIDE lie outside training's range.
 */
export function skewRefusal(report: SkewReport): string | undefined {
  const { firstMinute, different, outside, minutes, features } = report;
  const parts: string[] = [];
  if (different.length > 0) {
    const named = different.slice(0, NAMED).map(({ feature, row, live, batch }) => {
      const minute = new Date(firstMinute + row * MINUTE_MS).toISOString().slice(0, 16);
      return `${feature} ${live} live and ${batch} in the batch at ${minute}`;
    });
    parts.push(
      `${different.length} of ${features} features of the last ${minutes} minutes differ between live and batch: ${listed(named, different.length)}`,
    );
  }
  if (outside.length > MOST_OUTSIDE) {
    const named = [...outside]
      .sort((a, b) => Math.abs(b.medianScore) - Math.abs(a.medianScore))
      .slice(0, NAMED)
      .map(({ feature, medianScore }) => `${feature} at ${medianScore.toFixed(1)} standard deviations`);
    parts.push(
      `${outside.length} of ${features} features of the last ${minutes} minutes lie outside what it was trained on, ` +
        `and at most ${MOST_OUTSIDE} may: ${listed(named, outside.length)}`,
    );
  }
  return parts.length === 0 ? undefined : parts.join('; ');
}

function listed(named: readonly string[], count: number): string {
  return count > named.length ? `${named.join(', ')} and ${count - named.length} more` : named.join(', ');
}
