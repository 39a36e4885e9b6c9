import { StreamSocket } from './stream-socket.ts';

export interface SteadyStreamOptions {
  readonly url: string;
  /** For sentences, e.g. `market`. */
  readonly name: string;
  readonly onText: (text: string) => void;
  /** The connection broke, or can't be had: once, until it is back. */
  readonly onLost: (reason: string) => void;
  /** It is back; a hole may lie before what follows. */
  readonly onBack: (name: string) => void;
  /** A connection is replaced at this age: Binance ends it at 24 h. */
  readonly renewAfterMs: number;
  /** A connection that says nothing for this long is replaced. */
  readonly silenceMs: number;
  readonly pingEveryMs: number;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** The old connection stays until the new one has been up for this long: nothing is missed between them. */
const OVERLAP_MS = 2_000;

/**
 * Messages of one address for ever. A connection that breaks is opened again; one that grows old, or silent, is replaced
 * by a second one that overlaps with it, so the same message may come twice.
 */
export class SteadyStream {
  readonly #options: SteadyStreamOptions;
  #current: StreamSocket | undefined;
  #next: StreamSocket | undefined;
  #openedAt = 0;
  #retryMs = FIRST_RETRY_MS;
  #isLost = false;
  #isPaused = false;
  #isStopped = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  #watch: NodeJS.Timeout | undefined;

  constructor(options: SteadyStreamOptions) {
    this.#options = options;
  }

  start(): void {
    this.#current = this.#open();
    const everyMs = Math.max(50, Math.min(this.#options.silenceMs, this.#options.renewAfterMs) / 4);
    this.#watch = setInterval(() => this.#renewWhenDue(), everyMs);
    this.#watch.unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#watch);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = undefined;
  }

  pause(): void {
    this.#isPaused = true;
    this.#current?.pause();
    this.#next?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#current?.resume();
    this.#next?.resume();
  }

  #open(): StreamSocket {
    const socket: StreamSocket = new StreamSocket({
      url: this.#options.url,
      pingEveryMs: this.#options.pingEveryMs,
      onUp: () => this.#up(socket),
      onText: this.#options.onText,
      onDown: (reason) => this.#down(socket, reason),
    });
    return socket;
  }

  #up(socket: StreamSocket): void {
    if (this.#isPaused) socket.pause();
    if (socket === this.#current) {
      this.#openedAt = Date.now();
      this.#retryMs = FIRST_RETRY_MS;
      this.#found();
      return;
    }
    this.#after(OVERLAP_MS, () => this.#promote(socket));
  }

  #promote(socket: StreamSocket): void {
    if (socket !== this.#next) return;
    this.#current?.close();
    this.#current = socket;
    this.#next = undefined;
    this.#openedAt = Date.now();
  }

  #down(socket: StreamSocket, reason: string): void {
    if (socket === this.#next) {
      this.#next = undefined;
      return;
    }
    if (socket !== this.#current) return;
    if (this.#next) {
      this.#current = this.#next;
      this.#next = undefined;
      if (this.#current.isUp) {
        this.#openedAt = Date.now();
        return;
      }
      // It will say that it is up, or that it is down.
      this.#openedAt = 0;
      this.#lost(reason);
      return;
    }
    this.#current = undefined;
    this.#openedAt = 0;
    this.#lost(reason);
    this.#after(this.#retryMs * (0.5 + Math.random() / 2), () => {
      this.#current = this.#open();
    });
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #lost(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.onLost(`${this.#options.name}: ${reason}`);
  }

  #found(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#options.onBack(this.#options.name);
  }

  #renewWhenDue(): void {
    if (!this.#current || this.#next || this.#isPaused || this.#openedAt === 0) return;
    const now = Date.now();
    const { renewAfterMs, silenceMs } = this.#options;
    const heard = Math.max(this.#current.heardAt, this.#openedAt);
    if (now - this.#openedAt >= renewAfterMs || now - heard >= silenceMs) this.#next = this.#open();
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#isStopped) act();
    }, ms);
    this.#timers.add(timer);
  }
}
