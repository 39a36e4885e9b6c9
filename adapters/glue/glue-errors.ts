import { GlueServiceException } from '@aws-sdk/client-glue';
import { isMisconfigured } from '../aws/misconfigured.ts';

/** Answers of Glue that come to the same however often one asks. */
const FOR_GOOD: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'EntityNotFoundException',
  'InvalidInputException',
  'ValidationException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
]);
/** The job has as many runs as it may: the next one's turn comes when one of them ends. */
const FULL: ReadonlySet<string> = new Set(['ConcurrentRunsExceededException', 'ResourceNumberLimitExceededException']);

/**
 * What an error of a call means: `refused` for good; `full`, no room for another run now; `unanswered`, throttled, broken or
 * without an answer, so that what was asked for may have happened or not.
 */
export function meaningOf(error: unknown): 'refused' | 'full' | 'unanswered' {
  const name = error instanceof Error ? error.name : '';
  if (FOR_GOOD.has(name) || isMisconfigured(error)) return 'refused';
  if (FULL.has(name)) return 'full';
  // An error of ours that Glue did not name (a misspelt request) is not worth another try.
  if (error instanceof GlueServiceException && error.$fault === 'client' && !isThrottling(error)) return 'refused';
  return 'unanswered';
}

function isThrottling(error: GlueServiceException): boolean {
  return (
    error.$metadata.httpStatusCode === 429 ||
    ['ThrottlingException', 'OperationTimeoutException', 'RequestLimitExceeded', 'TooManyRequestsException'].includes(
      error.name,
    )
  );
}

/** An error in a sentence: its name and message. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
