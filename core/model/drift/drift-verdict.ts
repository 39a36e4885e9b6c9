import type { DriftAction, DriftLimits } from './drift-limits.ts';
import { DRIFT_ACTIONS } from './drift-limits.ts';
import { medianStability } from './feature-stability.ts';
import type { FeatureStability } from './feature-stability.ts';
import type { LiveCalibration } from './live-calibration.ts';
import type { LiveWinRate } from './live-win-rate.ts';
import type { PredictionMix } from './prediction-mix.ts';

/** What was measured; undefined where there was nothing to measure. */
export interface DriftMeasures {
  readonly features?: readonly FeatureStability[] | undefined;
  readonly predictions?: PredictionMix | undefined;
  readonly calibration?: LiveCalibration | undefined;
  /** Calibration error on the validation part. */
  readonly validationError?: number | undefined;
  readonly winRate?: LiveWinRate | undefined;
}

export type DriftMeasure = 'features' | 'predictions' | 'calibration' | 'winRate';

/** One measure beyond its limit. */
export interface DriftAlarm {
  readonly measure: DriftMeasure;
  readonly action: DriftAction;
  readonly sentence: string;
}

export interface DriftVerdict {
  readonly alarms: readonly DriftAlarm[];
  /** The strongest of the alarms' actions; `none` without an alarm. */
  readonly action: DriftAction | 'none';
}

/** Judges the measures by the limits. A measure that rests on too little says nothing. */
export function judgeDrift(measures: DriftMeasures, limits: DriftLimits): DriftVerdict {
  const alarms = [
    judgeFeatures(measures, limits),
    judgePredictions(measures, limits),
    judgeCalibration(measures, limits),
    judgeWinRate(measures, limits),
  ].filter((alarm) => alarm !== undefined);
  const strongest = Math.max(-1, ...alarms.map(({ action }) => DRIFT_ACTIONS.indexOf(action)));
  return { alarms, action: DRIFT_ACTIONS[strongest] ?? 'none' };
}

function judgeFeatures({ features }: DriftMeasures, limits: DriftLimits): DriftAlarm | undefined {
  if (features === undefined || features.length === 0) return undefined;
  const median = medianStability(features);
  if (!(median > limits.features.most)) return undefined;
  const most = [...features]
    .sort((a, b) => b.stability - a.stability)
    .slice(0, 3)
    .map(({ feature, stability }) => `${feature} ${stability.toFixed(2)}`);
  return {
    measure: 'features',
    action: limits.features.then,
    sentence:
      `features have moved from those of training: the median population stability index of ${features.length} is ` +
      `${median.toFixed(2)}, above ${limits.features.most}; most of all ${most.join(', ')}`,
  };
}

function judgePredictions({ predictions }: DriftMeasures, limits: DriftLimits): DriftAlarm | undefined {
  if (predictions === undefined || predictions.count < limits.leastPredictions) return undefined;
  if (!(predictions.stability > limits.predictions.most)) return undefined;
  const { SELL, HOLD, BUY } = predictions.shares;
  return {
    measure: 'predictions',
    action: limits.predictions.then,
    sentence:
      `the signals are mixed otherwise than in validation: SELL ${percent(SELL)}, HOLD ${percent(HOLD)}, BUY ${percent(BUY)} of ` +
      `${predictions.count}, a stability index of ${predictions.stability.toFixed(2)}, above ${limits.predictions.most}`,
  };
}

function judgeCalibration(
  { calibration, validationError = 0 }: DriftMeasures,
  limits: DriftLimits,
): DriftAlarm | undefined {
  if (calibration === undefined || calibration.count < limits.leastPredictions) return undefined;
  if (!(calibration.error - validationError > limits.calibration.most)) return undefined;
  return {
    measure: 'calibration',
    action: limits.calibration.then,
    sentence:
      `confidence is not what comes true: right in ${percent(calibration.accuracy)} of ${calibration.count} minutes at a mean ` +
      `confidence of ${percent(calibration.meanConfidence)}; the calibration error is ${calibration.error.toFixed(3)}, ` +
      `${validationError.toFixed(3)} in validation, and may be ${limits.calibration.most} more`,
  };
}

function judgeWinRate({ winRate }: DriftMeasures, limits: DriftLimits): DriftAlarm | undefined {
  if (winRate === undefined || winRate.trades < limits.leastTrades || !winRate.isBelow) return undefined;
  const { interval, backtest } = winRate;
  return {
    measure: 'winRate',
    action: limits.winRate.then,
    sentence:
      `${percent(winRate.rate)} of ${winRate.trades} live trades won (${percent(interval.low)} to ${percent(interval.high)}), ` +
      `fewer than chance allows after ${percent(backtest.rate)} of ${backtest.trades} in the backtest ` +
      `(${percent(backtest.interval.low)} to ${percent(backtest.interval.high)})`,
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
