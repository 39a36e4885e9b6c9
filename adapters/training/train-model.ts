import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BundleError } from '../model/bundle-error.ts';
import { loadBundle } from '../model/bundle.ts';
import { writeDataset } from './dataset.ts';
import type { Dataset } from './dataset.ts';
import { makeBundle, TRAINING_FACTS_FILE } from './make-bundle.ts';
import type { TrainingMarket } from './make-bundle.ts';
import { withProcessLock } from './process-lock.ts';
import { preparePythonEnvironment } from './python-environment.ts';
import type { TrainingProgress } from './training-progress.ts';
import { runTrainingScript } from './training-script.ts';
import type { TrainingOptions } from './training-script.ts';
import { findTrainingSources } from './training-sources.ts';

export interface TrainModelRequest {
  /** See dataset.ts and gold-dataset.ts. */
  readonly dataset: Dataset;
  readonly market: TrainingMarket;
  /** Of the network's weights and the order of its samples. */
  readonly seed: number;
  /** Folder that keeps the bundles, one folder each. */
  readonly outputDir: string;
  /** Folder of the Python environment; see cacheDirectory(). */
  readonly cacheDir: string;
  /** Recorded in the bundle: a command that makes the same one again. */
  readonly command?: string;
  readonly options?: TrainingOptions;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Aborting ends the Python process and leaves nothing behind. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model with the real script and makes a checked bundle of it. The same dataset, script, seed and options are
 * trained once: the bundle of the time before is loaded, checked and returned.
 * @throws TrainingFailure with a sentence; the signal's reason when aborted.
 */
export async function trainModel(request: TrainModelRequest): Promise<{ bundleDir: string; cached: boolean }> {
  const { dataset, market, seed, outputDir, onProgress, signal, options = {} } = request;
  const sources = await findTrainingSources();
  const key = createHash('sha256')
    .update(
      JSON.stringify([dataset.hash, sources.hash, seed, market.kind, market.symbol, Object.entries(options).sort()]),
    )
    .digest('hex');
  const bundleDir = path.join(outputDir, `${market.kind}-${market.symbol}-${key.slice(0, 16)}`);

  const trainInto = async (making: string): Promise<void> => {
    const { python } = await preparePythonEnvironment({
      requirements: sources.requirements,
      cacheDir: request.cacheDir,
      onProgress: (text) => onProgress?.({ stage: 'environment', text }),
      signal,
    });
    const [datasetDir, modelDir] = [path.join(making, 'dataset'), path.join(making, 'model')];
    await writeDataset(dataset, datasetDir);
    await runTrainingScript({ python, sources, datasetDir, modelDir, seed, options, onProgress, signal });
    onProgress?.({ stage: 'checking', text: 'checking that the exported model answers here as in training' });
    const command = request.command ?? `npm start -- --market ${market.kind} --train`;
    await makeBundle(modelDir, { market, dataset: dataset.description, command, seed });
    await rm(path.join(modelDir, TRAINING_FACTS_FILE));
    await rm(bundleDir, { recursive: true, force: true });
    await rename(modelDir, bundleDir);
  };

  await mkdir(outputDir, { recursive: true });
  return await withProcessLock(
    `${bundleDir}.lock`,
    async () => {
      if (await isUsable(bundleDir)) {
        onProgress?.({ stage: 'cached', text: 'the same minutes were trained on before: using that model' });
        return { bundleDir, cached: true };
      }
      const making = await mkdtemp(`${bundleDir}.making-`);
      try {
        await trainInto(making);
      } finally {
        await rm(making, { recursive: true, force: true });
      }
      return { bundleDir, cached: false };
    },
    {
      onWait: (pid) => onProgress?.({ stage: 'dataset', text: `waiting for process ${pid}, which trains it` }),
      signal,
    },
  );
}

/** False for a bundle that isn't there or is damaged: it is then made again. */
async function isUsable(bundleDir: string): Promise<boolean> {
  if (!existsSync(bundleDir)) return false;
  try {
    await loadBundle(bundleDir);
    return true;
  } catch (error) {
    if (error instanceof BundleError) return false;
    throw error;
  }
}
