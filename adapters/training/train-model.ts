import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BundleError } from '../model/bundle-error.ts';
import { loadBundle } from '../model/bundle.ts';
import type { Dataset } from './dataset.ts';
import { LocalTrainingRunner } from './local-runner.ts';
import { makeBundle, TRAINING_FACTS_FILE } from './make-bundle.ts';
import type { TrainingMarket } from './make-bundle.ts';
import type { TrainingOptions, TrainingRunner, TrainingRunOptions } from './port.ts';
import { withProcessLock } from './process-lock.ts';
import { TrainingFailure } from './training-failure.ts';
import { findTrainingSources } from './training-sources.ts';

export interface TrainModelRequest extends TrainingRunOptions {
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
  /** Where the script runs: a process of this machine by default. */
  readonly runner?: TrainingRunner;
  /** Of the training elsewhere; made of what is trained when absent. */
  readonly jobName?: string;
}

/**
 * Trains a model with the real script and makes a checked bundle of it. The same dataset, script, seed and options are
 * trained once: the bundle of the time before is loaded, checked and returned. What a killed process has left is gone on
 * with; after `signal` or a failure for good nothing is left behind.
 * @throws TrainingFailure with a sentence; the signal's reason when aborted.
 */
export async function trainModel(request: TrainModelRequest): Promise<{ bundleDir: string; cached: boolean }> {
  const { dataset, market, seed, outputDir, onProgress, signal, leave, options = {} } = request;
  const sources = await findTrainingSources();
  const key = createHash('sha256')
    .update(
      JSON.stringify([dataset.hash, sources.hash, seed, market.kind, market.symbol, Object.entries(options).sort()]),
    )
    .digest('hex');
  const name = `${market.kind}-${market.symbol}-${key.slice(0, 16)}`;
  const bundleDir = path.join(outputDir, name);
  const workDirectory = `${bundleDir}.making`;
  const runner = request.runner ?? new LocalTrainingRunner({ cacheDir: request.cacheDir });

  const makeIt = async (): Promise<void> => {
    const { jobName = name } = request;
    const { directory } = await runner.train({ jobName, dataset, seed, options, workDirectory }, request);
    onProgress?.({ stage: 'checking', text: 'checking that the exported model answers here as in training' });
    const command = request.command ?? `npm start -- --market ${market.kind} --train`;
    await makeBundle(directory, { market, dataset: dataset.description, command, seed });
    await rm(path.join(directory, TRAINING_FACTS_FILE));
    await rm(bundleDir, { recursive: true, force: true });
    await rename(directory, bundleDir);
  };

  await mkdir(outputDir, { recursive: true });
  return await withProcessLock(
    `${bundleDir}.lock`,
    async () => {
      if (await isUsable(bundleDir)) {
        onProgress?.({ stage: 'cached', text: 'the same minutes were trained on before: using that model' });
        return { bundleDir, cached: true };
      }
      let goOnLater = false;
      try {
        await makeIt();
      } catch (error) {
        goOnLater = leave?.aborted === true || (error instanceof TrainingFailure && error.kind === 'interrupted');
        throw error;
      } finally {
        if (!goOnLater || signal?.aborted) await rm(workDirectory, { recursive: true, force: true });
      }
      return { bundleDir, cached: false };
    },
    {
      onWait: (pid) => onProgress?.({ stage: 'dataset', text: `waiting for process ${pid}, which trains it` }),
      signal: AbortSignal.any([signal, leave].filter((one) => one !== undefined)),
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
