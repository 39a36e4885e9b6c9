import { WebSocket } from 'ws';

export interface UpstreamStreamOptions {
  /** A combined-stream address: wss://host/market/stream?streams=a/b */
  readonly url: string;
  /** The unwrapped message of a stream. Must not throw. */
  onMessage(stream: string, data: unknown): void;
  /** `again` is false the first time: after it, messages may have been missed. */
  onConnected(again: boolean): void;
  /** Told in a sentence whenever the connection broke or couldn't be made, and when a message was unreadable. */
  log(line: string): void;
  /** A connection that says nothing for so long is dead: these streams speak every second. Default 20 s. */
  readonly silenceMs?: number;
  /** First wait before reconnecting, doubled up to 60 times with each failure in a row. Default 500 ms. */
  readonly firstRetryMs?: number;
}

/** A connection that lasted for so long was a good one: the next failure is the first again. */
const LASTING_MS = 30_000;
const LONGEST_RETRY_FACTOR = 60;

/**
 * One connection to Binance's public streams, made again whenever it breaks, goes silent or reaches Binance's own limit of
 * 24 hours. The waits grow, as Binance bans addresses that connect more than 300 times in 5 minutes.
 */
export class UpstreamStream {
  readonly #options: UpstreamStreamOptions;
  readonly #silenceMs: number;
  readonly #firstRetryMs: number;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #connectedBefore = false;
  #closed = false;

  constructor(options: UpstreamStreamOptions) {
    this.#options = options;
    this.#silenceMs = options.silenceMs ?? 20_000;
    this.#firstRetryMs = options.firstRetryMs ?? 500;
  }

  open(): void {
    const socket = new WebSocket(this.#options.url, { handshakeTimeout: 10_000, perMessageDeflate: false });
    this.#socket = socket;
    let openedAt = Infinity;
    let reason = 'closed by the other side';
    const silent = (): void => {
      reason = `nothing was heard for ${this.#silenceMs} ms`;
      socket.terminate();
    };
    socket.on('open', () => {
      openedAt = performance.now();
      this.#timer = setTimeout(silent, this.#silenceMs);
      this.#options.onConnected(this.#connectedBefore);
      this.#connectedBefore = true;
    });
    socket.on('message', (raw: Buffer) => {
      this.#timer?.refresh();
      this.#read(raw);
    });
    socket.on('error', (error) => (reason = error.message));
    socket.on('close', () => {
      clearTimeout(this.#timer);
      if (this.#closed) return;
      const lasted = performance.now() - openedAt > LASTING_MS;
      this.#retry(reason, lasted);
    });
  }

  /** Ends the connection for good; resolves when it is gone. */
  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (!socket || socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      socket.terminate();
    });
  }

  #retry(reason: string, lasted: boolean): void {
    this.#failures = lasted ? 0 : this.#failures + 1;
    const factor = Math.min(2 ** Math.max(0, this.#failures - 1), LONGEST_RETRY_FACTOR);
    const retryMs = this.#firstRetryMs * factor;
    this.#options.log(`${this.#options.url}: ${reason}; trying again in ${retryMs} ms`);
    this.#timer = setTimeout(() => this.open(), retryMs);
  }

  #read(raw: Buffer): void {
    let message: { stream?: unknown; data?: unknown };
    try {
      message = JSON.parse(raw.toString('utf8')) as { stream?: unknown; data?: unknown };
    } catch {
      return this.#options.log(`${this.#options.url}: a message that is no JSON was left out`);
    }
    if (typeof message.stream === 'string') this.#options.onMessage(message.stream, message.data);
  }
}
