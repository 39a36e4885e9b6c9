import type { UtcDate } from '../pipeline/data-interval.ts';

/** By which a caller starts a retraining and finds it again. */
export const RETRAIN_WORKFLOW = 'retrainWorkflow';

/** One retraining of a symbol at a time: two would judge against the same champion. */
export function retrainWorkflowId(symbol: string): string {
  return `retrain-${symbol}`;
}

/** The same for every attempt at one training, and for no other interval or seed: e.g. `retrain-BTCUSDT-2022-05-09-w180-s1`. */
export function trainingJobName(
  symbol: string,
  newest: UtcDate,
  { windowDays, seed }: { readonly windowDays: number; readonly seed: number },
): string {
  return `retrain-${symbol}-${newest}-w${windowDays}-s${seed}`;
}
