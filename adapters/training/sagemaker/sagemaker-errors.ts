import { SageMakerServiceException } from '@aws-sdk/client-sagemaker';
import { isMisconfigured } from '../../aws/misconfigured.ts';

/**
 * What an error of a call means: `missing`, there is no such job; `exists`, there is one already; `full`, no room for another
 * now; `refused` for good; `unanswered`, throttled, broken or without an answer, so that what was asked for may have happened
 * or not.
 */
export type CallMeaning = 'missing' | 'exists' | 'full' | 'refused' | 'unanswered';

export function meaningOf(error: unknown): CallMeaning {
  if (!(error instanceof Error)) return 'unanswered';
  // SageMaker has no error of its own for a job that isn't there.
  if (error.name === 'ValidationException' && /not found/i.test(error.message)) return 'missing';
  if (error.name === 'ResourceNotFound') return 'missing';
  if (error.name === 'ResourceInUse') return 'exists';
  if (error.name === 'ResourceLimitExceeded') return 'full';
  if (isMisconfigured(error)) return 'refused';
  if (!(error instanceof SageMakerServiceException) || error.$fault !== 'client') return 'unanswered';
  const throttled = error.$metadata.httpStatusCode === 429 || /Throttl|TooManyRequests|RequestLimit/.test(error.name);
  return throttled ? 'unanswered' : 'refused';
}
