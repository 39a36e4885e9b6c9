import { ServiceError } from '@temporalio/client';
import type { TradingStatus } from '../../workflows/messages.ts';

/** A busy workflow, in lock step above all, answers between two tasks: an answer may take seconds on a busy machine. */
const ANSWER_WITHIN_MS = 10_000;
/** So long nobody is told that there is no answer. */
const PATIENCE_MS = 5_000;

export interface Answering {
  /** @throws when there is no answer within the time, ms. */
  status(timeoutMs: number): Promise<TradingStatus>;
}

/** Keeps asking the strategy for its status, one question at a time, without anybody waiting for the answer. */
export class StatusWatch {
  private readonly strategy: Answering;
  private readonly now: () => number;
  private asking = false;
  private answeredAt: number;
  private reason = '';
  private known: TradingStatus | undefined;

  constructor(strategy: Answering, now: () => number = () => performance.now()) {
    this.strategy = strategy;
    this.now = now;
    this.answeredAt = now();
  }

  /** The last answer. */
  get latest(): TradingStatus | undefined {
    return this.known;
  }

  /** Asks, unless the last question is still open. */
  ask(): void {
    if (this.asking) return;
    this.asking = true;
    void this.strategy
      .status(ANSWER_WITHIN_MS)
      .then(
        (status) => {
          this.known = status;
          this.answeredAt = this.now();
          this.reason = '';
        },
        (error: unknown) => (this.reason = reasonOf(error)),
      )
      .finally(() => (this.asking = false));
  }

  /** What to tell when the last answer is a while ago; undefined while it is fresh. */
  get silence(): string | undefined {
    const silentMs = this.now() - this.answeredAt;
    if (silentMs < PATIENCE_MS) return undefined;
    const why = this.reason === '' ? '' : `: ${this.reason}`;
    return `no answer from the strategy for ${Math.floor(silentMs / 1000)} s${why}`;
  }
}

const GRPC_CANCELLED = 1;
const GRPC_DEADLINE_EXCEEDED = 4;
const GRPC_UNAVAILABLE = 14;

function reasonOf(error: unknown): string {
  const cause =
    error instanceof ServiceError ? (error.cause as { code?: number; details?: string } | undefined) : undefined;
  switch (cause?.code) {
    case GRPC_CANCELLED:
    case GRPC_DEADLINE_EXCEEDED:
      return 'the worker is busy, or the machine is';
    case GRPC_UNAVAILABLE:
      return 'the Temporal server does not answer';
    default:
      return cause?.details ?? (error instanceof Error ? error.message : String(error));
  }
}
