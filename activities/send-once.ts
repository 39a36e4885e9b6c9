import { setTimeout as delay } from 'node:timers/promises';
import { ExchangeError } from '../adapters/exchange/port.ts';

/**
 * Refusals that mean that the first sending has arrived: the id is in use by an open order (-4116), or a closing stop or
 * target of that direction is there already (-4130).
 */
const ALREADY_THERE: ReadonlySet<number> = new Set([-4116, -4130]);

export interface SendOnce<T> {
  /** Whether this id may have been sent before (a retry, a successor of a worker that died). */
  readonly mayHaveBeenSent: boolean;
  readonly find: () => Promise<T | undefined>;
  readonly send: () => Promise<T>;
  /** How long a request may still be accepted after it was sent: its recvWindow. Milliseconds. */
  readonly acceptanceMs: number;
}

/**
 * Sends a request that must not happen twice. Before any sending that is not certainly the first, and after any whose
 * outcome is unknown, the exchange is asked for the id. "Not there" counts only once the request can no longer be
 * accepted: a slow one could still arrive.
 *
 * @throws ExchangeError as the exchange gave it: `rejected` and `auth` are final; others may be tried again as a whole.
 */
export async function sendOnce<T>({ mayHaveBeenSent, find, send, acceptanceMs }: SendOnce<T>): Promise<T> {
  if (mayHaveBeenSent) {
    const known = await find();
    if (known !== undefined) return known;
  }
  const sentAt = Date.now();
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    if (error.kind === 'rejected' && ALREADY_THERE.has(error.code)) {
      const first = await find();
      if (first !== undefined) return first;
    }
    if (error.kind !== 'unknown') throw error;
    return await findUntilSettled(find, sentAt + acceptanceMs, error);
  }
}

/** Asks until the request is found, or could no longer have been accepted; then the unknown error is thrown on. */
async function findUntilSettled<T>(
  find: () => Promise<T | undefined>,
  until: number,
  unknown: ExchangeError,
): Promise<T> {
  for (;;) {
    const isLast = Date.now() > until;
    const found = await find().catch(() => undefined);
    if (found !== undefined) return found;
    if (isLast) throw unknown;
    await delay(Math.max(50, Math.min(250, until - Date.now())));
  }
}
