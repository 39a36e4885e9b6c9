import { WebSocket } from 'ws';
import type { RawData } from 'ws';

/** Larger than any message of a market stream. */
const LONGEST_MESSAGE = 8 * 1024 * 1024;
const HANDSHAKE_MS = 5_000;

export interface StreamSocketOptions {
  readonly url: string;
  readonly pingEveryMs: number;
  readonly onUp: () => void;
  /** One message, as it came. */
  readonly onText: (text: string) => void;
  /** Once, however it ended; not after `close`. */
  readonly onDown: (reason: string) => void;
}

/** One connection: up once, down once. A ping that is not answered until the next one is due ends it. */
export class StreamSocket {
  readonly #options: StreamSocketOptions;
  readonly #socket: WebSocket;
  readonly #pinging: NodeJS.Timeout;
  #heardAt = Date.now();
  #isAnswered = true;
  #isOver = false;
  #failure: string | undefined;

  constructor(options: StreamSocketOptions) {
    this.#options = options;
    this.#socket = new WebSocket(options.url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: LONGEST_MESSAGE,
    });
    this.#socket.on('open', () => this.#options.onUp());
    this.#socket.on('message', (data) => this.#receive(data));
    this.#socket.on('pong', () => {
      this.#isAnswered = true;
    });
    this.#socket.on('error', (error) => {
      this.#failure = error.message || error.name;
    });
    this.#socket.on('close', (code) => this.#end(this.#failure ?? `closed with code ${code}`));
    this.#pinging = setInterval(() => this.#ping(), options.pingEveryMs);
    this.#pinging.unref();
  }

  get isUp(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Wall time of the last message, epoch ms. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Stops reading: what comes waits in the system's buffers, and then at the sender. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#isAnswered = true;
    this.#heardAt = Date.now();
    this.#socket.resume();
  }

  close(): void {
    this.#isOver = true;
    clearInterval(this.#pinging);
    this.#socket.close();
    this.#socket.terminate();
  }

  #receive(data: RawData): void {
    this.#isAnswered = true;
    if (this.#isOver) return;
    this.#heardAt = Date.now();
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
    this.#options.onText(bytes.toString('utf8'));
  }

  #ping(): void {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#socket.isPaused) return;
    if (!this.#isAnswered) {
      this.#failure = `no answer to a ping in ${Math.round(this.#options.pingEveryMs / 1000)} s`;
      this.#socket.terminate();
      return;
    }
    this.#isAnswered = false;
    this.#socket.ping();
  }

  #end(reason: string): void {
    clearInterval(this.#pinging);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onDown(reason);
  }
}
