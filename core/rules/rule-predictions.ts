import { featureBatches } from '../features/batches.ts';
import type { FeatureInputs } from '../features/inputs.ts';
import { MINUTE_MS } from '../market/bar.ts';
import { signalOf } from './signal-rule.ts';
import type { PredictionSource, SignalRule } from './signal-rule.ts';

const ATR = 'atr_14';
/** Sell, hold, buy, expected move, ATR. */
const KEPT = 5;

/**
 * What the rule says of every minute of `inputs` from row `from` on, computed once: five numbers a minute. Undefined for
 * minutes outside, and where a feature of the rule, or ATR(14), isn't finite yet.
 * @throws RangeError as featureBatches.
 */
export function rulePredictions(rule: SignalRule, inputs: FeatureInputs, from = 0): PredictionSource {
  const rows = Math.max(0, inputs.length - from);
  const kept = new Float64Array(rows * KEPT).fill(NaN);
  const values = new Float64Array(rule.features.length);
  for (const { firstRow, rows: count, columns } of featureBatches(inputs, [...rule.features, ATR], { from })) {
    for (let row = 0; row < count; row++) {
      const atr = columns[values.length]![row]!;
      let complete = Number.isFinite(atr);
      for (let i = 0; i < values.length; i++) {
        values[i] = columns[i]![row]!;
        complete &&= Number.isFinite(values[i]!);
      }
      if (!complete) continue;
      const { probabilities, expectedMoveBps } = rule.opinionOf(values, inputs.openTime[firstRow + row]!);
      kept.set([...probabilities, expectedMoveBps, atr], (firstRow - from + row) * KEPT);
    }
  }
  const firstTime = inputs.openTime[from] ?? NaN;
  return (openTime) => {
    const row = (openTime - firstTime) / MINUTE_MS;
    if (!Number.isInteger(row) || row < 0 || row >= rows) return undefined;
    const place = row * KEPT;
    const atr14 = kept[place + 4]!;
    if (Number.isNaN(atr14)) return undefined;
    const probabilities = [kept[place]!, kept[place + 1]!, kept[place + 2]!] as const;
    return {
      ...signalOf(probabilities),
      probabilities,
      expectedMoveBps: kept[place + 3]!,
      modelId: rule.id,
      atr14,
      latencyMs: 0,
    };
  };
}
