import { ConfigurationRefused } from '../config/refusal.ts';
import type { LakeLocation } from '../lakehouse/lakehouse.ts';
import type { ObjectStore } from '../object-store/port.ts';
import { LocalTrainingRunner } from './local-runner.ts';
import type { TrainingRunner } from './port.ts';
import { SageMakerTrainingRunner } from './sagemaker/sagemaker-runner.ts';
import type { SageMakerJobSettings } from './sagemaker/settings.ts';

/** Where models are trained: as a process of the worker's machine, or as a job of SageMaker. */
export type TrainingPlace = { readonly runner: 'local' } | ({ readonly runner: 'sagemaker' } & SageMakerJobSettings);

/** The keys below `training` of the configuration. */
export interface TrainingConfiguration {
  readonly runner: TrainingPlace['runner'];
  readonly role?: string | undefined;
  readonly image?: string | undefined;
  readonly instanceType?: string | undefined;
  readonly timeoutMinutes?: number | undefined;
}

const DEFAULT_INSTANCE = 'ml.m5.xlarge';
const DEFAULT_TIMEOUT_MINUTES = 240;

/**
 * The place that a configuration means, for the lake that it names.
 * @throws ConfigurationRefused for what is right key by key and wrong together.
 */
export function trainingPlace(
  { runner, role, image, instanceType, timeoutMinutes }: TrainingConfiguration,
  lake: LakeLocation['kind'],
): TrainingPlace {
  if (runner === 'local') {
    for (const [key, value] of Object.entries({ role, image, instanceType, timeoutMinutes })) {
      if (value === undefined) continue;
      throw new ConfigurationRefused(`"training.${key}" is of a job in AWS: it is for "training.runner" sagemaker`);
    }
    return { runner };
  }
  if (role === undefined || image === undefined) {
    throw new ConfigurationRefused(
      `"training.runner" sagemaker needs "training.${role === undefined ? 'role' : 'image'}", ` +
        (role === undefined ? 'the ARN of the role that a job takes on' : 'the address of an image in ECR'),
    );
  }
  if (lake === 'folder') {
    throw new ConfigurationRefused(
      `"training.runner" sagemaker runs in AWS, where this machine's folders are not: it needs --lake s3://bucket/prefix`,
    );
  }
  const timeoutMs = (timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES) * 60_000;
  return { runner, role, image, instanceType: instanceType ?? DEFAULT_INSTANCE, timeoutMs };
}

/** What trains by these settings, on a lake and its address as `lakeLocationText` gives it. */
export function trainingRunnerOf(
  place: TrainingPlace,
  { store, storeUri, cacheDir }: { readonly store: ObjectStore; readonly storeUri: string; readonly cacheDir: string },
): TrainingRunner {
  if (place.runner === 'local') return new LocalTrainingRunner({ cacheDir });
  const { runner: _runner, ...settings } = place;
  return new SageMakerTrainingRunner({ ...settings, store, storeUri });
}
