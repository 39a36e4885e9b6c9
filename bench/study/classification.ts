import type { FeatureInputs } from '../../core/features/inputs.ts';
import { NO_LABEL, signalLabels } from '../../core/labels/signal-label.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import { SIGNAL_CLASSES } from '../../core/model/prediction.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import type { Period } from './periods.ts';

/** A minute with what was said of it and what came. */
export interface JudgedMinute {
  /** Of SELL, HOLD, BUY. */
  readonly probabilities: readonly [number, number, number];
  /** Index of the likeliest class, and of the true one. */
  readonly predicted: number;
  readonly label: number;
  readonly expectedMoveBps: number;
  readonly moveBps: number;
}

/** Every minute of the period that has a prediction and a known future. */
export function judgedMinutes(
  predictionAt: PredictionSource,
  inputs: FeatureInputs,
  { from, to }: Period,
  { horizonMinutes = 3, thresholdBps = 10 } = {},
): JudgedMinute[] {
  const { label, forwardMoveBps } = signalLabels(inputs.close, horizonMinutes, thresholdBps);
  const first = (from - inputs.openTime[0]!) / MINUTE_MS;
  const judged: JudgedMinute[] = [];
  for (let row = first; row < first + (to - from) / MINUTE_MS; row++) {
    const said = predictionAt(inputs.openTime[row]!);
    if (!said || label[row] === NO_LABEL) continue;
    const { probabilities, signal, expectedMoveBps } = said;
    judged.push({
      probabilities,
      predicted: SIGNAL_CLASSES.indexOf(signal),
      label: label[row]!,
      expectedMoveBps,
      moveBps: forwardMoveBps[row]!,
    });
  }
  return judged;
}

export interface ClassFigures {
  readonly rows: number;
  readonly accuracy: number;
  readonly alwaysHold: number;
  readonly macroF1: number;
  readonly alwaysHoldMacroF1: number;
  readonly logLoss: number;
  readonly classShareLogLoss: number;
}

export function classFigures(judged: readonly JudgedMinute[]): ClassFigures {
  const rows = judged.length;
  const shares = [0, 1, 2].map((one) => judged.filter(({ label }) => label === one).length / rows);
  const f1 = (predictedOf: (minute: JudgedMinute) => number): number =>
    [0, 1, 2].reduce((sum, one) => {
      const hits = judged.filter((minute) => minute.label === one && predictedOf(minute) === one).length;
      const total = judged.filter((minute) => predictedOf(minute) === one).length + shares[one]! * rows;
      return sum + (total === 0 ? 0 : (2 * hits) / total) / 3;
    }, 0);
  return {
    rows,
    accuracy: judged.filter(({ label, predicted }) => label === predicted).length / rows,
    alwaysHold: shares[1]!,
    macroF1: f1(({ predicted }) => predicted),
    alwaysHoldMacroF1: f1(() => 1),
    logLoss:
      judged.reduce((sum, { probabilities, label }) => sum - Math.log(Math.max(probabilities[label]!, 1e-9)), 0) / rows,
    classShareLogLoss: -shares.reduce((sum, share) => sum + (share === 0 ? 0 : share * Math.log(share)), 0),
  };
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of what was said, and of what came. */
  readonly said: number;
  readonly came: number;
}

/** Values in bins [edge, next edge) of what was said. */
export function binned(pairs: readonly { said: number; came: number }[], edges: readonly number[]): Bin[] {
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1]!;
    const inside = pairs.filter(({ said }) => said >= from && said < to);
    const mean = (of: (pair: { said: number; came: number }) => number): number =>
      inside.reduce((sum, pair) => sum + of(pair), 0) / inside.length;
    return { from, to, count: inside.length, said: mean(({ said }) => said), came: mean(({ came }) => came) };
  });
}
