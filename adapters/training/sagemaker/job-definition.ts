import { createHash } from 'node:crypto';
import type { CreateTrainingJobRequest, TrainingInstanceType } from '@aws-sdk/client-sagemaker';
import type { TrainingJobRequest } from '../port.ts';
import { scriptArguments } from '../script-arguments.ts';
import { TrainingFailure } from '../training-failure.ts';
import type { TrainingSources } from '../training-sources.ts';
import type { SageMakerJobSettings } from './settings.ts';

/** Names that attempts at one job may take: SageMaker never gives a name twice. */
export const MOST_ATTEMPTS = 20;
const JOB_NAME = /^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,55}$/;
/** Environment variable that says what a job is of; the job itself does not read it. */
export const WORK_VARIABLE = 'MINUTEHAND_WORK';
const VOLUME_GB = 10;

/** Places of one job in the store, as keys. */
export interface JobPlaces {
  readonly code: string;
  readonly dataset: string;
  readonly checkpoint: string;
  readonly output: string;
}

/** @throws TrainingFailure when SageMaker would not take the name. */
export function jobPlaces({ jobName, dataset }: TrainingJobRequest, sources: TrainingSources): JobPlaces {
  if (!JOB_NAME.test(jobName)) {
    throw new TrainingFailure(
      `"${jobName}" can't name a training job; right are letters, digits and single hyphens, at most 56 characters`,
      'refused',
    );
  }
  return {
    code: `training/code/${sources.hash}`,
    dataset: `training/datasets/${dataset.hash}`,
    checkpoint: `training/jobs/${jobName}/checkpoint`,
    output: `training/jobs/${jobName}/output`,
  };
}

/** The name of an attempt, from 1; all of them go on from one checkpoint. */
export function attemptName(jobName: string, attempt: number): string {
  return attempt === 1 ? jobName : `${jobName}-a${attempt}`;
}

/** What a job is of: the same for the same dataset, script, seed and options, hex. */
export function workOf({ dataset, seed, options }: TrainingJobRequest, sources: TrainingSources): string {
  return createHash('sha256')
    .update(JSON.stringify([dataset.hash, sources.hash, Object.entries(scriptArguments(seed, options)).sort()]))
    .digest('hex');
}

/**
 * The job as SageMaker is asked for it: code and dataset as channels, the script's own entry (infra/sagemaker/job.py), the
 * model's files as they are and not in an archive, checkpoints that SageMaker keeps in S3.
 */
export function jobDefinition(
  name: string,
  request: TrainingJobRequest,
  sources: TrainingSources,
  settings: SageMakerJobSettings & { readonly storeUri: string },
): CreateTrainingJobRequest {
  const places = jobPlaces(request, sources);
  const uri = (key: string): string => `${settings.storeUri}/${key}`;
  const channel = (ChannelName: string, key: string) => ({
    ChannelName,
    DataSource: {
      S3DataSource: {
        S3DataType: 'S3Prefix' as const,
        S3Uri: `${uri(key)}/`,
        S3DataDistributionType: 'FullyReplicated' as const,
      },
    },
  });
  return {
    TrainingJobName: name,
    RoleArn: settings.role,
    AlgorithmSpecification: {
      TrainingImage: settings.image,
      TrainingInputMode: 'File',
      ContainerEntrypoint: ['python3', '/opt/ml/input/data/code/job.py'],
    },
    HyperParameters: scriptArguments(request.seed, request.options),
    Environment: { [WORK_VARIABLE]: workOf(request, sources) },
    InputDataConfig: [channel('code', places.code), channel('train', places.dataset)],
    OutputDataConfig: { S3OutputPath: uri(places.output), CompressionType: 'NONE' },
    CheckpointConfig: { S3Uri: uri(places.checkpoint) },
    ResourceConfig: {
      InstanceType: settings.instanceType as TrainingInstanceType,
      InstanceCount: 1,
      VolumeSizeInGB: VOLUME_GB,
    },
    StoppingCondition: { MaxRuntimeInSeconds: Math.ceil(settings.timeoutMs / 1_000) },
  };
}
