import type { SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import type { ObjectStore } from '../../object-store/port.ts';

/** What configuration says of training jobs; credentials and region are found by the SDK's own chain. */
export interface SageMakerJobSettings {
  /** ARN of the role that the job takes on. */
  readonly role: string;
  /** Image in ECR with Python 3.9 to 3.12, e.g. one of AWS' TensorFlow training images. */
  readonly image: string;
  /** E.g. `ml.m5.xlarge`. */
  readonly instanceType: string;
  /** Wall time for a job from its start or from being found, after which it is stopped. */
  readonly timeoutMs: number;
}

export interface SageMakerRunnerSettings extends SageMakerJobSettings {
  /** The lake's: what a job reads and writes lies under `training/` in it. */
  readonly store: ObjectStore;
  /** The store's root as SageMaker names it: `s3://bucket/prefix`. */
  readonly storeUri: string;
  /** Between two looks at a job. */
  readonly pollMs?: number;
  /** Wall time to wait for a turn, or for SageMaker to answer at all. */
  readonly patienceMs?: number;
  /** Region, endpoint and the like. */
  readonly client?: SageMakerClientConfig;
}
