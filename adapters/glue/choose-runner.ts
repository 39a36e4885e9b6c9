import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_JOB_TIMEOUT_MINUTES } from '../../core/pipeline/etl/stage-place.ts';
import type { StagePlace } from '../../core/pipeline/etl/stage-place.ts';
import { ConfigurationRefused } from '../config/refusal.ts';
import type { LakeLocation } from '../lakehouse/lakehouse.ts';
import { AwsGlueJobRunner } from './aws-job-runner.ts';
import { LocalGlueJobRunner } from './local-job-runner.ts';
import type { GlueJobRunner } from './port.ts';

/** Where silver and gold are computed: in the worker, or by the Spark job with the wall time that a run may take (ms). */
export type StageSettings =
  | { readonly stages: 'local' }
  | { readonly stages: 'spark-submit'; readonly timeoutMs: number }
  | { readonly stages: 'glue'; readonly job: string; readonly timeoutMs: number };

/** The keys below `etl` of the configuration. */
export interface StageConfiguration {
  readonly stages: StageSettings['stages'];
  readonly job?: string | undefined;
  readonly timeoutMinutes?: number | undefined;
}

const SCRIPTS = fileURLToPath(new URL('../../infra/glue', import.meta.url));

/** What the local Spark is made of. */
export const SPARK_REQUIREMENTS = path.join(SCRIPTS, 'requirements.txt');

/**
 * The settings that a configuration means, for the lake that it names.
 * @throws ConfigurationRefused for what is right key by key and wrong together.
 */
export function stageSettings(
  { stages, job, timeoutMinutes }: StageConfiguration,
  lake: LakeLocation['kind'],
): StageSettings {
  if (job !== undefined && stages !== 'glue') {
    throw new ConfigurationRefused('--glue-job names a job in AWS: it is for --etl-stages glue');
  }
  if (timeoutMinutes !== undefined && stages === 'local') {
    throw new ConfigurationRefused(
      '"etl.timeoutMinutes" bounds a run of the Spark job: it is for --etl-stages spark-submit or glue',
    );
  }
  const timeoutMs = (timeoutMinutes ?? DEFAULT_JOB_TIMEOUT_MINUTES) * 60_000;
  if (stages === 'local') return { stages };
  if (stages === 'spark-submit') {
    if (lake === 's3') {
      throw new ConfigurationRefused(
        '--etl-stages spark-submit reads a lake in a folder, and --lake is in S3: right is local or glue',
      );
    }
    return { stages, timeoutMs };
  }
  if (job === undefined) {
    throw new ConfigurationRefused('--etl-stages glue needs --glue-job NAME, the job in AWS Glue');
  }
  if (lake === 'folder') {
    throw new ConfigurationRefused(
      "--etl-stages glue runs in AWS, where this machine's folders are not: it needs --lake s3://bucket/prefix",
    );
  }
  return { stages, job, timeoutMs };
}

/** The settings as a workflow is told them. */
export function stagePlaceOf(settings: StageSettings): StagePlace {
  return settings.stages === 'local' ? { kind: 'local' } : { kind: settings.stages, timeoutMs: settings.timeoutMs };
}

/** What runs the Spark job by these settings; undefined where the worker computes silver and gold itself. */
export function glueJobRunnerOf(settings: StageSettings): GlueJobRunner | undefined {
  if (settings.stages === 'local') return undefined;
  const { timeoutMs } = settings;
  if (settings.stages === 'spark-submit') return new LocalGlueJobRunner({ scripts: SCRIPTS, timeoutMs });
  return new AwsGlueJobRunner({ job: settings.job, timeoutMs });
}
