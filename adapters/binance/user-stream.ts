import type { UserStream, UserStreamHandlers } from '../market-feed/port.ts';
import { createStreamClient, LISTEN_KEY_EXPIRED } from './client-factory.ts';
import { checkedEndpoints, type Endpoints } from './endpoints.ts';
import type { ExchangeCalls } from './exchange-calls.ts';
import { ListenKey } from './listen-key.ts';
import type { Redactor } from './redaction.ts';
import { textOf } from './stream-failure.ts';
import { readAccountEvent } from './wire/account-event.ts';

type StreamClient = ReturnType<typeof createStreamClient>;

/** A key lives 60 minutes: renewed twice in that time, and soon again when a renewal failed. */
const RENEW_MS = 25 * 60_000;
const RENEW_AGAIN_MS = 60_000;

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

export interface UserStreamOptions {
  readonly endpoints: Endpoints;
  readonly calls: ExchangeCalls;
  readonly handlers: UserStreamHandlers;
  readonly redactor: Redactor;
  readonly log: (line: string) => void;
  readonly renewMs?: number;
}

/**
 * Binance's user data stream. Each connection has a listen key and a stream client of its own: whatever ends it, a
 * drop, an expired key, a refused upgrade, both are thrown away and fetched anew, with growing pauses. (The library's
 * own revival keeps trying every 500 ms, with a key that may be dead, and gives up when the first key can't be had.)
 */
export class BinanceUserStream implements UserStream {
  readonly #options: UserStreamOptions;
  readonly #listenKey: ListenKey;
  #client: StreamClient | undefined;
  #connected = false;
  #running = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(options: UserStreamOptions) {
    this.#options = options;
    this.#listenKey = new ListenKey(options.calls, options.redactor);
  }

  /** Returns when the first attempt was made; `onConnected` tells when the stream is up. */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    await this.#connect();
  }

  /** The listen key is left alone: it is the account's, and another process may be listening. */
  stop(): Promise<void> {
    this.#running = false;
    this.#dispose();
    clearTimeout(this.#retry);
    return Promise.resolve();
  }

  async #connect(): Promise<void> {
    let key: string;
    try {
      key = await this.#listenKey.obtain();
    } catch (failure) {
      this.#lost(`no listen key: ${textOf(failure)}`);
      return;
    }
    if (this.#running) this.#listen(key);
  }

  #listen(key: string): void {
    const { endpoints, redactor, log } = this.#options;
    const client = createStreamClient({ endpoints, log: (line) => log(redactor.clean(line)) });
    this.#client = client;
    client.on('open', () => this.#opened());
    client.on('reconnecting', () => this.#lost('connection lost'));
    client.on('exception', (reason) => {
      if (!this.#connected) this.#lost(textOf(reason));
      else log(redactor.clean(`user stream: ${textOf(reason)}`));
    });
    client.on('message', (message) => this.#receive(message));
    const url = `${checkedEndpoints(endpoints).wsUrl}/private/stream?listenKey=${encodeURIComponent(key)}`;
    client.connect('usdmPrivate', url).catch((reason: unknown) => {
      if (client === this.#client) this.#lost(textOf(reason));
    });
  }

  #opened(): void {
    this.#connected = true;
    this.#failures = 0;
    this.#renewIn(this.#options.renewMs ?? RENEW_MS);
    this.#options.handlers.onConnected();
  }

  #receive(message: unknown): void {
    if ((message as { e?: unknown }).e === LISTEN_KEY_EXPIRED) {
      this.#lost('the listen key expired');
      return;
    }
    try {
      const event = readAccountEvent(message);
      if (event) this.#options.handlers.onAccountChanged(event.what, event.eventTime);
    } catch (failure) {
      this.#options.log(this.#options.redactor.clean(`user stream: unreadable message: ${textOf(failure)}`));
    }
  }

  #renewIn(delayMs: number): void {
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => void this.#renew(), delayMs);
    this.#renewal.unref();
  }

  async #renew(): Promise<void> {
    const client = this.#client;
    try {
      const known = await this.#listenKey.renew();
      if (client !== this.#client) return;
      if (known) this.#renewIn(this.#options.renewMs ?? RENEW_MS);
      else this.#lost('the exchange no longer knows the listen key');
    } catch (failure) {
      this.#options.log(`user stream: listen key not renewed: ${textOf(failure)}`);
      if (client === this.#client) this.#renewIn(RENEW_AGAIN_MS);
    }
  }

  /** The end of a connection or of an attempt at one; the next follows. */
  #lost(reason: string): void {
    const wasConnected = this.#connected;
    this.#dispose();
    if (!this.#running) return;
    const told = this.#options.redactor.clean(reason);
    if (wasConnected) this.#options.handlers.onDisconnected?.(told);
    else this.#options.log(`user stream: not connected: ${told}`);
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
    this.#failures += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), delayMs);
  }

  #dispose(): void {
    this.#connected = false;
    clearTimeout(this.#renewal);
    const client = this.#client;
    this.#client = undefined;
    client?.removeAllListeners();
    client?.closeAll(true);
  }
}
