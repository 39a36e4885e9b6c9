import type { DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import { failureKindOfExit } from '../script-exit.ts';
import { TrainingFailure } from '../training-failure.ts';
import type { TrainingFailureKind } from '../training-failure.ts';

/** Whether nothing more will come of the job. */
export function isOver({ TrainingJobStatus: status }: DescribeTrainingJobResponse): boolean {
  return status === 'Failed' || status === 'Stopped' || status === 'Stopping';
}

/** Why a job that is over has no model, with SageMaker's own reason. */
export function jobFailure(job: DescribeTrainingJobResponse): TrainingFailure {
  const { TrainingJobName: name, TrainingJobStatus: status, SecondaryStatus: detail, FailureReason: reason } = job;
  const why = reason ?? job.SecondaryStatusTransitions?.at(-1)?.StatusMessage ?? 'SageMaker gives no reason';
  return new TrainingFailure(`the training job ${name} ended ${detail ?? status}: ${why}`, kindOf(job));
}

function kindOf({
  TrainingJobStatus: status,
  SecondaryStatus: detail,
  FailureReason: reason = '',
}: DescribeTrainingJobResponse): TrainingFailureKind {
  // Out of time or of its spot instance: the next attempt goes on from the checkpoint.
  if (detail === 'MaxRuntimeExceeded' || detail === 'MaxWaitTimeExceeded' || detail === 'Interrupted')
    return 'interrupted';
  if (status !== 'Failed') return 'stopped';
  const code = /exit code:? (\d+)/i.exec(reason)?.[1];
  if (code !== undefined) return failureKindOfExit(Number(code));
  // The role may not read the channel, the image isn't there, and the like.
  return reason.startsWith('ClientError') ? 'refused' : 'interrupted';
}
