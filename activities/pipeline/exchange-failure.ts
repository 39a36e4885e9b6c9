import { ApplicationFailure } from '@temporalio/common';
import type { ExchangeError } from '../../adapters/exchange/port.ts';

/**
 * What Temporal is to do when the exchange did not answer as hoped: never again when it refused for good, else when it
 * said, or by the policy.
 *
 * @param refused the failure type of what no retry mends.
 */
export function exchangeFailure(
  { kind, message, name, retryAfterMs }: ExchangeError,
  refused: string,
): ApplicationFailure {
  const isFinal = kind === 'rejected' || kind === 'auth';
  return isFinal ? ApplicationFailure.nonRetryable(message, refused) : later(message, name, retryAfterMs);
}

/** A failure that is tried again after so many milliseconds, or by the policy when 0. */
export function later(message: string, type: string, retryAfterMs: number): ApplicationFailure {
  return ApplicationFailure.create({ message, type, ...(retryAfterMs > 0 && { nextRetryDelay: retryAfterMs }) });
}
