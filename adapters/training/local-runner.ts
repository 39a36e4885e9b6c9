import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { writeDataset } from './dataset.ts';
import type { TrainedFiles, TrainingJobRequest, TrainingRunner, TrainingRunOptions } from './port.ts';
import { preparePythonEnvironment } from './python-environment.ts';
import { runTrainingScript } from './training-script.ts';
import { findTrainingSources } from './training-sources.ts';

export interface LocalTrainingSettings {
  /** Folder of the Python environment; see cacheDirectory(). */
  readonly cacheDir: string;
}

/** Runs the script as a process of this machine, which does not outlive ours. */
export class LocalTrainingRunner implements TrainingRunner {
  readonly #settings: LocalTrainingSettings;

  constructor(settings: LocalTrainingSettings) {
    this.#settings = settings;
  }

  async train(request: TrainingJobRequest, given: TrainingRunOptions = {}): Promise<TrainedFiles> {
    const { dataset, seed, options, workDirectory } = request;
    const { onProgress } = given;
    const signal = AbortSignal.any([given.signal, given.leave].filter((one) => one !== undefined));
    const sources = await findTrainingSources();
    const { python } = await preparePythonEnvironment({
      requirements: sources.requirements,
      cacheDir: this.#settings.cacheDir,
      onProgress: (text) => onProgress?.({ stage: 'environment', text }),
      signal,
    });
    const datasetDir = path.join(workDirectory, 'dataset');
    await mkdir(workDirectory, { recursive: true });
    await writeDataset(dataset, datasetDir);
    // Its own for each attempt: nobody reads what a killed one has left half-written.
    const directory = await mkdtemp(path.join(workDirectory, 'model-'));
    const checkpointDir = path.join(workDirectory, 'checkpoint');
    await runTrainingScript({
      python,
      sources,
      datasetDir,
      modelDir: directory,
      checkpointDir,
      seed,
      options,
      onProgress,
      signal,
    });
    return { directory };
  }
}
