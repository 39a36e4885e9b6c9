import { ApplicationFailure } from '@temporalio/common';
import { ArchiveError } from '../../adapters/archive/port.ts';
import { ExchangeError } from '../../adapters/exchange/port.ts';
import { BACKFILL_FAILURES } from './backfill-contract.ts';
import { exchangeFailure, later } from './exchange-failure.ts';

/** A file that arrives damaged is fetched so often before it is given up. */
const FETCHES = 3;

/**
 * What Temporal is to do about a failure: try again by the policy, or when the other side said, or never.
 * @param attempt of the activity, from 1.
 */
export function backfillFailure(error: unknown, attempt: number): unknown {
  if (error instanceof ArchiveError) return archiveFailure(error, attempt);
  if (error instanceof ExchangeError) return exchangeFailure(error, BACKFILL_FAILURES.refused);
  return error;
}

function archiveFailure(error: ArchiveError, attempt: number): ApplicationFailure {
  const { kind, message, retryAfterMs } = error;
  if (kind === 'refused') return ApplicationFailure.nonRetryable(message, BACKFILL_FAILURES.refused);
  if (kind === 'content' || (kind === 'damaged' && attempt >= FETCHES)) {
    return ApplicationFailure.nonRetryable(message, BACKFILL_FAILURES.badFile);
  }
  return later(message, error.name, retryAfterMs);
}
