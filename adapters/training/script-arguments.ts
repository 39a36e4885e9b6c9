import type { TrainingOptions } from './port.ts';

/** Options of infra/sagemaker/arguments.py by name, without the leading dashes: SageMaker's hyperparameters. */
export function scriptArguments(seed: number, options: TrainingOptions): Record<string, string> {
  const given: Record<string, number | string | undefined> = {
    seed,
    epochs: options.epochs,
    'samples-per-epoch': options.samplesPerEpoch,
    'learning-rate': options.learningRate,
    'max-minutes': options.maxMinutes,
    loss: options.loss,
    'round-trip-cost-bps': options.roundTripCostBps,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
