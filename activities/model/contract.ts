import type { BundleManifest } from '../../adapters/model/bundle-schema.ts';
import type { TrainingOptions } from '../../adapters/training/port.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';

/** One training. The same request on the same gold gives the same network. */
export interface TrainModelRequest {
  readonly symbol: string;
  readonly from: UtcDate;
  /** The day after the last. */
  readonly to: UtcDate;
  /** Of the network's weights and the order of its samples, a whole number. */
  readonly seed: number;
  readonly options?: TrainingOptions;
  /**
   * The same for every attempt at this training and for no other, e.g. of the workflow's id: letters, digits and single
   * hyphens, at most 56 characters. A job in SageMaker is found by it.
   */
  readonly jobName: string;
  /** Recorded in the bundle: what makes the same one again. Of this request when absent. */
  readonly command?: string;
}

/** What the bundle says of itself, without its long lists. */
export type ManifestFacts = Pick<
  BundleManifest,
  | 'id'
  | 'loss'
  | 'symbol'
  | 'market'
  | 'createdBy'
  | 'interval'
  | 'featureHash'
  | 'horizonMinutes'
  | 'prior'
  | 'metrics'
  | 'onnx'
>;

export interface TrainedModel {
  /** Of the manifest. */
  readonly bundleId: string;
  /** Folder of the checked bundle on the machine of the worker that trained it. */
  readonly bundleDirectory: string;
  /** Whether the same had been trained there before. */
  readonly cached: boolean;
  readonly facts: ManifestFacts;
}

/** What the activity's heartbeats say. */
export interface TrainingHeartbeat {
  /** For a person, e.g. "epoch 3 of at most 20: loss 0.91, held-out 0.88, 4.1 s". */
  readonly text: string;
  /** The last epoch that ended; absent before the first. */
  readonly epoch?: { readonly epoch: number; readonly of: number; readonly loss: number; readonly valLoss: number };
}

/** activities/model/training.ts, on the pipeline worker. */
export interface ModelTrainingActivities {
  /**
   * Trains on these days of gold and makes a checked bundle. May be begun again at any time: what is trained is not
   * trained again, and a training that was killed is gone on with. Its heartbeats are TrainingHeartbeats.
   */
  trainModel(request: TrainModelRequest): Promise<TrainedModel>;
}

/** Failure types that no retry mends; TrainingInterrupted is tried again. */
export const TRAINING_FAILURES = {
  /** Gold has too few minutes, or none, of these days. */
  data: 'TrainingDataRefused',
  /** The loss stopped being a number, or is worse than knowing the class shares. */
  diverged: 'TrainingDiverged',
  /** It can't be started as it is asked for. */
  refused: 'TrainingRefused',
  /** A person has ended the job. */
  stopped: 'TrainingStopped',
  /** What the trainer left can't serve. */
  unusable: 'TrainedModelUnusable',
} as const;
