import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import { buildDataset } from '../../../adapters/training/dataset.ts';
import type { TrainModelRequest } from '../../../adapters/training/train-model.ts';
import { SIMULATED_START } from '../../../core/simulation/simulated-market.ts';
import { simulatedMinutes } from '../model/simulated-minutes.ts';

/** Enough for three parts. */
export function smallMinutes() {
  return simulatedMinutes(SIMULATED_START, 5_500);
}

/** Two epochs of seconds. */
export function smallTraining(outputDir: string): TrainModelRequest {
  const { bars, funding } = smallMinutes();
  return {
    dataset: buildDataset(bars, funding),
    market: { kind: 'replay', symbol: 'BTCUSDT' },
    seed: 7,
    outputDir,
    cacheDir: cacheDirectory(),
    options: { epochs: 2, samplesPerEpoch: 1_024 },
  };
}
