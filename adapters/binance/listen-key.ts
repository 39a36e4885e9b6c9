import { ExchangeError } from '../exchange/port.ts';
import type { ExchangeCalls } from './exchange-calls.ts';
import type { Redactor } from './redaction.ts';
import { WireObject } from './wire/wire-object.ts';

const PATH = 'fapi/v1/listenKey';
const LISTEN_KEY_UNKNOWN = -1125;

/** The key of the user data stream: one per account, valid for 60 minutes after each renewal. */
export class ListenKey {
  readonly #calls: ExchangeCalls;
  readonly #redactor: Redactor;

  constructor(calls: ExchangeCalls, redactor: Redactor) {
    this.#calls = calls;
    this.#redactor = redactor;
  }

  /** A valid key: the account's present one, renewed, or a new one. */
  async obtain(): Promise<string> {
    const answer = await this.#calls.send({ method: 'POST', path: PATH, ...UNSIGNED });
    const key = new WireObject(answer, `POST /${PATH}`).text('listenKey');
    this.#redactor.add(key);
    return key;
  }

  /** Whether the exchange still knows the key; another failure than "unknown" is thrown. */
  async renew(): Promise<boolean> {
    try {
      await this.#calls.send({ method: 'PUT', path: PATH, ...UNSIGNED });
      return true;
    } catch (failure) {
      if (failure instanceof ExchangeError && failure.code === LISTEN_KEY_UNKNOWN) return false;
      throw failure;
    }
  }
}

/** By API key alone. Fills are learnt through it, so it counts as protective. */
const UNSIGNED = { signed: false, cost: { weight: 1 }, urgency: 'protective' } as const;
