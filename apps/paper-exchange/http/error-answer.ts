import { OrderRejected } from '../../../core/matching/engine-contract.ts';
import { ApiError } from './api-error.ts';

/** An error as it leaves the exchange. */
export interface ErrorAnswer {
  readonly status: number;
  readonly code: number;
  readonly msg: string;
  readonly retryAfter: number | undefined;
}

/** What went wrong inside, reported to the operator; the client is told what Binance tells then: it may have happened. */
export function errorAnswer(error: unknown, report: (error: unknown) => void): ErrorAnswer {
  if (error instanceof ApiError) {
    return { status: error.status, code: error.code, msg: error.message, retryAfter: error.retryAfter };
  }
  if (error instanceof OrderRejected) {
    return { status: 400, code: error.code, msg: error.message, retryAfter: undefined };
  }
  report(error);
  const msg = 'Unknown error, please check your request or try again later.';
  return { status: 503, code: -1000, msg, retryAfter: undefined };
}
