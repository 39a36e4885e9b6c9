import { featureBatches } from '../features/batches.ts';
import type { FeatureInputs } from '../features/inputs.ts';
import { MODEL_FEATURES } from '../features/model-features.ts';
import { LABEL_HORIZON_MINUTES, LABEL_THRESHOLD_BPS, NO_LABEL, signalLabels } from '../labels/signal-label.ts';
import { fitSoftmax, softmaxProbabilities } from './softmax-regression.ts';
import type { SoftmaxFit } from './softmax-regression.ts';
import type { SignalRule } from './signal-rule.ts';

export interface LogisticOptions {
  readonly features?: readonly string[];
  readonly horizonMinutes?: number;
  readonly thresholdBps?: number;
  /** Takes one minute of so many; default the horizon, so that no two labels look at the same move. */
  readonly everyMinutes?: number;
}

/** Scaled values beyond it count as it, as in the model's scaler. */
const CLIP = 5;
/** Fewest minutes that a fit is made of. */
const LEAST_ROWS = 1_000;

/**
 * Logistic regression on the model's own features of the newest minute: what a network of 60 minutes has to beat. Scaler,
 * coefficients and the mean move of each class come from `training` alone.
 * @param training minutes that end before whatever the rule is judged on.
 * @throws RangeError when fewer than 1,000 of its minutes have all features and a label, or a class never occurs.
 */
export function logisticRegression(training: FeatureInputs, options: LogisticOptions = {}): SignalRule {
  const { features = MODEL_FEATURES, horizonMinutes = LABEL_HORIZON_MINUTES } = options;
  const { thresholdBps = LABEL_THRESHOLD_BPS, everyMinutes = horizonMinutes } = options;
  const { values, labels, moves } = completeRows(training, features, { horizonMinutes, thresholdBps, everyMinutes });
  const cols = features.length;
  if (labels.length < LEAST_ROWS) {
    throw new RangeError(
      `logistic regression on ${labels.length} minutes with all features and a label: ${LEAST_ROWS} or more would be right`,
    );
  }
  const classMoves = meanMoves(labels, moves);
  const scaler = standardise(values, cols);
  const { coefficients } = fitSoftmax({ values, cols, labels });
  return {
    id: `logistic-${cols}-${horizonMinutes}m`,
    features,
    opinionOf: (row) => opinion(scaler, coefficients, classMoves, row),
  };
}

interface Scaler {
  readonly mean: Float64Array;
  /** Infinity for a feature that was constant: it says nothing. */
  readonly spread: Float64Array;
}

function opinion(
  { mean, spread }: Scaler,
  coefficients: SoftmaxFit['coefficients'],
  classMoves: readonly [number, number, number],
  row: Float64Array,
): ReturnType<SignalRule['opinionOf']> {
  const scaled = row.map((value, i) => scaledValue(value, mean[i]!, spread[i]!));
  const probabilities = softmaxProbabilities(coefficients, scaled);
  const expectedMoveBps = probabilities.reduce((sum, p, index) => sum + p * classMoves[index]!, 0);
  return { probabilities, expectedMoveBps };
}

interface Rows {
  readonly values: Float32Array;
  readonly labels: Int8Array;
  readonly moves: Float64Array;
}

function completeRows(
  inputs: FeatureInputs,
  features: readonly string[],
  { horizonMinutes, thresholdBps, everyMinutes }: Required<Omit<LogisticOptions, 'features'>>,
): Rows {
  const { label, forwardMoveBps } = signalLabels(inputs.close, horizonMinutes, thresholdBps);
  const cols = features.length;
  const most = Math.ceil(inputs.length / everyMinutes);
  const values = new Float32Array(most * cols);
  const labels = new Int8Array(most);
  const moves = new Float64Array(most);
  let kept = 0;
  for (const { firstRow, rows, columns } of featureBatches(inputs, features)) {
    for (let row = 0; row < rows; row++) {
      const minute = firstRow + row;
      if (minute % everyMinutes !== 0 || label[minute] === NO_LABEL) continue;
      if (!columns.every((column) => Number.isFinite(column[row]!))) continue;
      columns.forEach((column, i) => (values[kept * cols + i] = column[row]!));
      labels[kept] = label[minute]!;
      moves[kept] = forwardMoveBps[minute]!;
      kept += 1;
    }
  }
  return { values: values.subarray(0, kept * cols), labels: labels.subarray(0, kept), moves: moves.subarray(0, kept) };
}

function meanMoves(labels: Int8Array, moves: Float64Array): [number, number, number] {
  const sums = [0, 0, 0] as [number, number, number];
  const counts = [0, 0, 0];
  labels.forEach((label, row) => {
    sums[label] = sums[label]! + moves[row]!;
    counts[label] = counts[label]! + 1;
  });
  if (counts.includes(0)) {
    throw new RangeError(
      `the training minutes hold ${counts.join(', ')} of SELL, HOLD, BUY: some of each would be right`,
    );
  }
  return [sums[0] / counts[0]!, sums[1] / counts[1]!, sums[2] / counts[2]!];
}

/** Standardises in place. */
function standardise(values: Float32Array, cols: number): Scaler {
  const rows = values.length / cols;
  const mean = new Float64Array(cols);
  const spread = new Float64Array(cols);
  for (let i = 0; i < cols; i++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * cols + i]!;
    const centre = sum / rows;
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (values[row * cols + i]! - centre) ** 2;
    const deviation = Math.sqrt(squares / rows);
    mean[i] = centre;
    // Below this the spread is the rounding of Float32 around a constant.
    spread[i] = deviation <= 1e-6 * Math.max(Math.abs(centre), 1e-12) ? Infinity : deviation;
    for (let row = 0; row < rows; row++) {
      values[row * cols + i] = scaledValue(values[row * cols + i]!, centre, spread[i]!);
    }
  }
  return { mean, spread };
}

function scaledValue(value: number, mean: number, spread: number): number {
  return Math.max(-CLIP, Math.min(CLIP, (value - mean) / spread));
}
