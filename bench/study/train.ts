import path from 'node:path';
import { loadBundle } from '../../adapters/model/bundle.ts';
import type { ModelBundle } from '../../adapters/model/bundle.ts';
import { cacheDirectory } from '../../adapters/temporal-server/cache-directory.ts';
import { buildDataset } from '../../adapters/training/dataset.ts';
import type { DatasetLabel } from '../../adapters/training/dataset.ts';
import { trainModel } from '../../adapters/training/train-model.ts';
import { DAY_MS } from '../../core/market/bar.ts';
import { MODEL_FEATURES } from '../../core/features/model-features.ts';
import { TRAINING } from './periods.ts';
import type { Recording } from './recording.ts';

/** Epochs end the training, not the clock: the same on a slow machine. */
const OPTIONS = { epochs: 6, samplesPerEpoch: 16_384, maxMinutes: 120, learningRate: 1e-3 };
/** Before the training period, so that its first minute has its features. */
const WARM_UP_MS = 2 * DAY_MS;

/** Trains the product's network with the product's script on the training period, or takes what was trained before. */
export async function trainNetwork({ market }: Recording, label: DatasetLabel): Promise<ModelBundle> {
  const from = TRAINING.from - WARM_UP_MS;
  const dataset = buildDataset(
    market.bars(from, TRAINING.to),
    market.funding(from, TRAINING.to),
    MODEL_FEATURES,
    label,
  );
  const { bundleDir } = await trainModel({
    dataset,
    market: { kind: 'replay', symbol: market.symbol },
    seed: 1,
    outputDir: path.join(cacheDirectory(), 'study'),
    cacheDir: cacheDirectory(),
    command: 'npm run study',
    options: OPTIONS,
    onProgress: ({ text }) => console.log(`  ${text}`),
  });
  return await loadBundle(bundleDir);
}
