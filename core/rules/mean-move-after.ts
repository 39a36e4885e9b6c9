import type { FeatureInputs } from '../features/inputs.ts';
import { LABEL_HORIZON_MINUTES, signalLabels } from '../labels/signal-label.ts';
import { rulePredictions } from './rule-predictions.ts';
import type { SignalRule } from './signal-rule.ts';

/**
 * Mean move over the horizon after the rule's signals, counted in their direction, basis points: what the rule may expect
 * of the next one. Negative where the market went the other way; 0 without a single signal.
 * @param inputs the training part alone: whatever the rule is judged on comes after it.
 */
export function meanMoveAfter(rule: SignalRule, inputs: FeatureInputs, horizon = LABEL_HORIZON_MINUTES): number {
  const predictionAt = rulePredictions(rule, inputs);
  const { forwardMoveBps } = signalLabels(inputs.close, horizon);
  let sum = 0;
  let signals = 0;
  for (let row = 0; row + horizon < inputs.length; row++) {
    const signal = predictionAt(inputs.openTime[row]!)?.signal ?? 'HOLD';
    if (signal === 'HOLD') continue;
    sum += signal === 'BUY' ? forwardMoveBps[row]! : -forwardMoveBps[row]!;
    signals += 1;
  }
  return signals === 0 ? 0 : sum / signals;
}
