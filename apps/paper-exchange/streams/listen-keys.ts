import { randomBytes } from 'node:crypto';
import type { Exchange } from '../exchange.ts';
import { ApiError } from '../http/api-error.ts';

const VALID_MS = 60 * 60_000;
const CHECK_EVERY_MS = 5000;

/** The account's one listen key: valid for 60 wall-clock minutes from its last use, and kept over a restart. */
export class ListenKeys {
  readonly #exchange: Exchange;
  readonly #now: () => number;
  #onExpired: (key: string) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(exchange: Exchange, now: () => number) {
    this.#exchange = exchange;
    this.#now = now;
  }

  /** Begins to watch for the key's end. */
  watch(onExpired: (key: string) => void): void {
    this.#onExpired = onExpired;
    this.#timer = setInterval(() => this.expireIfDue(), CHECK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The active key, extended, or a new one. */
  issue(): string {
    this.expireIfDue();
    const key = this.#active() ?? randomBytes(48).toString('base64url');
    this.#keep(key);
    return key;
  }

  /** Throws -1125 when there is no active key. */
  extend(): string {
    this.expireIfDue();
    const key = this.#active();
    if (key === undefined) throw new ApiError(-1125, 'This listenKey does not exist.');
    this.#keep(key);
    return key;
  }

  close(): void {
    if (this.#active() !== undefined) this.#exchange.setListenKey(null);
  }

  isActive(key: string): boolean {
    return this.#active() === key;
  }

  /** Ends the key when its hour is over, and tells its listeners. */
  expireIfDue(): void {
    const listenKey = this.#exchange.listenKey;
    if (listenKey === null || listenKey.validUntil > this.#now()) return;
    this.#exchange.setListenKey(null);
    this.#onExpired(listenKey.key);
  }

  #active(): string | undefined {
    const listenKey = this.#exchange.listenKey;
    return listenKey !== null && listenKey.validUntil > this.#now() ? listenKey.key : undefined;
  }

  #keep(key: string): void {
    this.#exchange.setListenKey({ key, validUntil: this.#now() + VALID_MS });
  }
}
