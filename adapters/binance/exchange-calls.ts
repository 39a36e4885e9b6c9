import type { USDMClient } from 'binance';
import { ExchangeError } from '../exchange/port.ts';
import { toExchangeError } from './errors.ts';
import type { CallCost, RateBudget, Urgency } from './rate-budget.ts';
import type { Redactor } from './redaction.ts';
import type { TimeSync } from './time-sync.ts';

/** What goes into a query: no numbers with fractions, so that no float ever reaches the wire. */
export type CallParams = Readonly<Record<string, string | bigint | number>>;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without a leading slash, e.g. "fapi/v1/order". */
  readonly path: string;
  readonly params?: CallParams;
  /** Signed calls carry timestamp, recvWindow and signature. */
  readonly signed: boolean;
  readonly cost: CallCost;
  readonly urgency?: Urgency;
  /** Wall time, epoch ms, after which the call is not sent any more. */
  readonly sendBefore?: number;
}

export interface ExchangeCallsOptions {
  readonly client: USDMClient;
  readonly budget: RateBudget;
  readonly timeSync: TimeSync;
  readonly redactor: Redactor;
  /** How old a signed request may be when it arrives, ms; an order that hung longer than this is refused. */
  readonly recvWindowMs: number;
  /** True when the client has no key: signed calls are then refused here. */
  readonly keyless?: boolean;
}

const TOO_MANY_ORDERS = -1015;

/** So many kept-open sockets may turn out to be closed, one after the other, before a GET gives up. */
const MOST_STALE_SOCKETS = 3;

/**
 * The one way to the exchange by request: asks the budget, sends, and turns whatever goes wrong into ExchangeError.
 * Sends a second time in two cases only, both certain not to have been executed: after -1021, with the time measured
 * anew, and a GET whose kept-open socket had been closed by the other side.
 */
export class ExchangeCalls {
  readonly #options: ExchangeCallsOptions;

  constructor(options: ExchangeCallsOptions) {
    this.#options = options;
  }

  /** The parsed JSON of the answer. Throws ExchangeError. */
  async send(call: Call): Promise<unknown> {
    if (call.signed && this.#options.keyless) {
      throw new ExchangeError('auth', `${ExchangeCalls.describe(call)}: not sent, there is no API key to sign with`);
    }
    if (call.signed) await this.#ensureTime();
    try {
      return await this.#attempt(call, MOST_STALE_SOCKETS);
    } catch (failure) {
      if (!(failure instanceof ExchangeError) || failure.kind !== 'clock') throw failure;
      // Where the time can't be had, what stands is that the call was refused for its time.
      await this.#options.timeSync.sync().catch(() => Promise.reject(failure));
      return this.#attempt(call, MOST_STALE_SOCKETS);
    }
  }

  /** "POST /fapi/v1/order": how errors and parsers name a call. */
  static describe(call: Pick<Call, 'method' | 'path'>): string {
    return `${call.method} /${call.path}`;
  }

  async #attempt(call: Call, staleSockets: number): Promise<unknown> {
    const { budget, redactor } = this.#options;
    const operation = ExchangeCalls.describe(call);
    const permit = await budget.admit(call.cost, call.urgency ?? 'ordinary', operation);
    try {
      if (Date.now() > (call.sendBefore ?? Infinity)) {
        throw new ExchangeError('unavailable', `${operation}: not sent, it had waited too long for its turn`);
      }
      return await this.#dispatch(call);
    } catch (failure) {
      if (staleSockets === 0 || call.method !== 'GET' || !isStaleSocket(failure)) {
        throw this.#observed(toExchangeError(failure, operation, redactor));
      }
    } finally {
      budget.settle(permit);
    }
    return this.#attempt(call, staleSockets - 1);
  }

  #dispatch(call: Call): Promise<unknown> {
    const { client, recvWindowMs } = this.#options;
    const { path } = call;
    // A fresh object each time: the client writes into what it is given.
    const params = call.signed ? { ...call.params, recvWindow: recvWindowMs } : { ...call.params };
    switch (call.method) {
      case 'GET':
        return call.signed ? client.getPrivate(path, params) : client.get(path, params);
      case 'POST':
        return call.signed ? client.postPrivate(path, params) : client.post(path, params);
      case 'PUT':
        return call.signed ? client.putPrivate(path, params) : client.put(path, params);
      case 'DELETE':
        return call.signed ? client.deletePrivate(path, params) : client.delete(path, params);
    }
  }

  /** After a 429 or 418 everyone is silent, after -1015 only orders are held; the caller learns for how long. */
  #observed(error: ExchangeError): ExchangeError {
    if (error.kind !== 'rate-limited') return error;
    const { budget } = this.#options;
    const silentMs =
      error.code === TOO_MANY_ORDERS
        ? Math.max(budget.ordersExhausted(), error.retryAfterMs)
        : budget.beSilent(error.httpStatus, error.retryAfterMs);
    return new ExchangeError(error.kind, error.message, {
      code: error.code,
      httpStatus: error.httpStatus,
      retryAfterMs: silentMs,
    });
  }

  /** Before the first signed call. When it can't be measured the call goes out by our own clock: -1021 would tell. */
  async #ensureTime(): Promise<void> {
    const { timeSync } = this.#options;
    if (timeSync.synced) return;
    try {
      await timeSync.sync();
    } catch (failure) {
      if (failure instanceof ExchangeError && failure.kind === 'rate-limited') throw failure;
    }
  }
}

/** Node's own advice: a request on a reused socket that is reset before any answer may be repeated. */
function isStaleSocket(failure: unknown): boolean {
  const { code, request, response } = failure as {
    code?: string;
    request?: { reusedSocket?: boolean };
    response?: unknown;
  };
  return response === undefined && request?.reusedSocket === true && (code === 'ECONNRESET' || code === 'EPIPE');
}
