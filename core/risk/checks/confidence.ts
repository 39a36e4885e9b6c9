import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { percent } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/** No entry on a signal that the model itself doubts. */
export function checkConfidence({ inputs }: RiskFacts): Refusal | undefined {
  const { confidence, signal } = inputs.prediction;
  const { minConfidence } = inputs.limits;
  if (confidence > 0 && confidence >= minConfidence) return undefined;
  return refuse(
    'LOW_CONFIDENCE',
    `Confidence in ${signal} is ${percent(confidence)}; at least ${percent(minConfidence)} is needed.`,
    { confidence, minConfidence },
  );
}
