import assert from 'node:assert/strict';
import { NO_LABEL, signalLabels } from '../../../core/labels/signal-label.ts';
import { comparisonRule, RULE_NAMES } from '../../../core/rules/comparison-rules.ts';
import { logisticRegression } from '../../../core/rules/logistic-regression.ts';
import { rulePredictions } from '../../../core/rules/rule-predictions.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { simulatedMinutes } from './simulated-minutes.ts';

describe('logistic regression on the features', () => {
  const inputs = simulatedMinutes(20_000);
  const training = sliceInputs(inputs, 0, 14_000);
  const rule = logisticRegression(training);
  const predictionAt = rulePredictions(rule, inputs, 14_000);

  it('tells the simulated market’s pattern on minutes it has not seen better than the class shares do', () => {
    const { label } = signalLabels(inputs.close);
    const trained = signalLabels(training.close).label.filter((one) => one !== NO_LABEL);
    const shares = [0, 1, 2].map((index) => trained.filter((one) => one === index).length / trained.length);
    let [loss, shareLoss, rows] = [0, 0, 0];
    for (let row = 14_010; row < inputs.length - 3; row++) {
      loss -= Math.log(predictionAt(inputs.openTime[row]!)!.probabilities[label[row]!]!);
      shareLoss -= Math.log(shares[label[row]!]!);
      rows += 1;
    }
    assert.ok(loss / rows < shareLoss / rows - 0.005, `${loss / rows} against ${shareLoss / rows}`);
  });

  it('refuses too few minutes, and minutes in which a class never occurs', () => {
    assert.throws(() => logisticRegression(sliceInputs(inputs, 0, 2_000)), /1000 or more/);
    assert.throws(() => logisticRegression(training, { thresholdBps: 5_000 }), /some of each/);
  });

  it('is one of the rules that can be had by name', () => {
    for (const name of RULE_NAMES) {
      const made = comparisonRule(name, { seed: 1, entryShare: 0.1, training, horizonMinutes: 3 });
      const prediction = rulePredictions(made, inputs, 15_000)(inputs.openTime[15_100]!);
      assert.equal(prediction?.modelId, made.id);
      assert.ok(prediction && Number.isFinite(prediction.expectedMoveBps) && prediction.atr14 > 0);
    }
  });
});
