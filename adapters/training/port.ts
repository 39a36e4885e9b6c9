import type { Dataset } from './dataset.ts';
import type { TrainingProgress } from './training-progress.ts';

/** Cross-entropy with class weights, focal loss, or the better of both. */
export type TrainingLoss = 'weighted' | 'focal' | 'auto';

/** What may be chosen of the training; everything else stands in infra/sagemaker/arguments.py. */
export interface TrainingOptions {
  readonly epochs?: number;
  readonly samplesPerEpoch?: number;
  readonly learningRate?: number;
  /** No epoch starts that would end later. With it the network depends on the machine's speed. */
  readonly maxMinutes?: number;
  /** `auto` trains with both and takes the one of the lower log loss on the calibration part; `weighted` by default. */
  readonly loss?: TrainingLoss;
  /** Round-trip cost of a trade, basis points: for the gate and Kelly's prior. */
  readonly roundTripCostBps?: number;
}

/** One training: the same request gives the same network. */
export interface TrainingJobRequest {
  /**
   * The same for every attempt at the same work and for no other: a job that has it already is adopted, not started again.
   * Letters, digits and single hyphens, at most 56 characters.
   */
  readonly jobName: string;
  readonly dataset: Dataset;
  /** Of the network's weights and the order of its samples. */
  readonly seed: number;
  readonly options: TrainingOptions;
  /**
   * Folder of this work alone, for what a later attempt can go on with. A runner makes it when it isn't there; whoever
   * asked removes it when the work is done or given up.
   */
  readonly workDirectory: string;
}

export interface TrainingRunOptions {
  /** Told when something happens, and at each look at a job elsewhere: a caller's sign of life. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Aborting ends the training, and then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Aborting rejects with the signal's reason; what can go on elsewhere does, and the next attempt finds it. */
  readonly leave?: AbortSignal | undefined;
}

/** Folder in which the script's files lie: `model.onnx`, `parity.f32`, `training.json`. Inside the work directory. */
export interface TrainedFiles {
  readonly directory: string;
}

/** Runs the training script to its end: as a process of this machine, or as a SageMaker training job. */
export interface TrainingRunner {
  /**
   * @throws TrainingFailure whose kind says whether another attempt may help; the signal's reason when aborted.
   */
  train(request: TrainingJobRequest, options?: TrainingRunOptions): Promise<TrainedFiles>;
}
