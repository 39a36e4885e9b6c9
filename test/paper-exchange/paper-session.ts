import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { sign } from '../../apps/paper-exchange/http/signing.ts';
import { DEFAULT_API_KEY, startPaperExchange } from '../../apps/paper-exchange/server.ts';
import type { PaperExchangeOptions, RunningPaperExchange } from '../../apps/paper-exchange/server.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A paper exchange started for a test, on a folder of its own, with a client that signs. */
export class PaperSession {
  readonly directory: string;
  readonly running: RunningPaperExchange;
  readonly #sockets: EventLog[] = [];
  readonly #now: () => number;

  private constructor(directory: string, running: RunningPaperExchange, now: () => number) {
    this.directory = directory;
    this.running = running;
    this.#now = now;
  }

  static async start(
    markets: PaperExchangeOptions['markets'],
    options: Partial<PaperExchangeOptions> = {},
  ): Promise<PaperSession> {
    const directory = options.dataDir ?? mkdtempSync(join(tmpdir(), 'paper-exchange-'));
    const running = await startPaperExchange({ markets, speed: 'max', dataDir: directory, port: 0, ...options });
    return new PaperSession(directory, running, options.wallNow ?? Date.now);
  }

  async stop(keepState = false): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    await this.running.stop();
    if (!keepState) rmSync(this.directory, { recursive: true, force: true });
  }

  /** Any request, as it is. */
  async raw(method: string, pathAndQuery: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.running.url}${pathAndQuery}`, { method, ...init });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  get(path: string, params: Json = {}): Promise<Answer> {
    return this.raw('GET', `${path}?${queryOf(params)}`);
  }

  /** A signed request with everything in the query. */
  signed(method: string, path: string, params: Json = {}): Promise<Answer> {
    const query = queryOf({ timestamp: this.#now(), ...params });
    const signature = sign(query, DEFAULT_API_KEY.secret);
    return this.raw(method, `${path}?${query}&signature=${signature}`, { headers: keyHeader() });
  }

  /** The body of a signed request that must succeed. */
  async ask<T = Json>(method: string, path: string, params: Json = {}): Promise<T> {
    const answer = await this.signed(method, path, params);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  async listenKey(): Promise<string> {
    const { body } = await this.raw('POST', '/fapi/v1/listenKey', { headers: keyHeader() });
    return (body as { listenKey: string }).listenKey;
  }

  /** Opens a stream connection and keeps what comes. */
  async connect(path: string, journal?: Json[]): Promise<EventLog> {
    const log = await EventLog.open(`${this.running.wsUrl}${path}`, journal);
    this.#sockets.push(log);
    return log;
  }

  async status(): Promise<Json> {
    return (await this.get('/paper/v1/status')).body as Json;
  }

  /** Finishes the awaited minute; returns what is awaited then. */
  async finishMinute(openTime?: number): Promise<number | null> {
    const awaited = openTime ?? ((await this.status())['awaiting'] as number);
    const init = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ symbol: 'BTCUSDT', openTime: awaited }),
    };
    const { body } = await this.raw('POST', '/paper/v1/finish-minute', init);
    return (body as { awaiting: number | null }).awaiting;
  }

  /** Holds the market after the minute that opens then; returns the body of the answer. */
  async holdAfter(openTime?: number): Promise<Json> {
    const init = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ openTime }) };
    return (await this.raw('POST', '/paper/v1/hold', init)).body as Json;
  }
}

/** Messages of one socket, in the order in which they came. */
export class EventLog {
  readonly messages: Json[] = [];
  readonly socket: WebSocket;

  private constructor(socket: WebSocket, journal: Json[]) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Json;
      this.messages.push(message);
      journal.push(message);
    });
  }

  static open(url: string, journal: Json[] = []): Promise<EventLog> {
    const socket = new WebSocket(url);
    const log = new EventLog(socket, journal);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(log));
      socket.once('error', reject);
    });
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The first message, come or yet to come, for which the test holds. */
  async waitFor(test: (message: Json) => boolean, within = 5000): Promise<Json> {
    const end = Date.now() + within;
    for (;;) {
      const found = this.messages.find(test);
      if (found !== undefined) return found;
      if (Date.now() > end) throw new Error(`no such message among ${JSON.stringify(this.messages).slice(0, 2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  close(): void {
    this.socket.terminate();
  }
}

export function keyHeader(): Record<string, string> {
  return { 'X-MBX-APIKEY': DEFAULT_API_KEY.key };
}

export function queryOf(params: Json): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join('&');
}
