import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Endpoints } from '../../../adapters/binance/endpoints.ts';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

/** What to answer: a body (an object becomes JSON), or the ways in which an exchange doesn't answer. */
export type FakeAnswer =
  { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown } | 'hang' | 'drop';

type Handler = (request: FakeRequest) => FakeAnswer;

/** The one symbol's filters as Binance lists them. */
export const EXCHANGE_INFO = {
  rateLimits: [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
    { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
  ],
  symbols: [
    {
      symbol: 'BTCUSDT',
      filters: [
        { filterType: 'PRICE_FILTER', tickSize: '0.10', minPrice: '556.80', maxPrice: '4529764' },
        { filterType: 'LOT_SIZE', stepSize: '0.001', minQty: '0.001', maxQty: '1000' },
        { filterType: 'MARKET_LOT_SIZE', stepSize: '0.001', minQty: '0.001', maxQty: '120' },
        { filterType: 'MIN_NOTIONAL', notional: '50' },
        { filterType: 'PERCENT_PRICE', multiplierUp: '1.0500', multiplierDown: '0.9500', multiplierDecimal: '4' },
      ],
    },
  ],
};

/** A scripted stand-in for Binance's REST and stream hosts: records what it is asked and misbehaves as told. */
export class FakeExchange {
  readonly requests: FakeRequest[] = [];
  readonly upgrades: string[] = [];
  readonly subscriptions: string[][] = [];
  refuseUpgrades: number | undefined;
  /** How long a subscription takes to become effective, ms. */
  subscriptionTakesMs = 0;
  readonly #handlers = new Map<string, Handler>();
  readonly #http: Server;
  readonly #streams = new WebSocketServer({ noServer: true });
  readonly #raw = new Set<Socket>();
  readonly #listeners = new Map<WebSocket, string>();

  private constructor() {
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#http.on('connection', (socket) => {
      this.#raw.add(socket);
      socket.on('close', () => this.#raw.delete(socket));
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request.url ?? '');
      if (this.refuseUpgrades !== undefined) {
        socket.end(`HTTP/1.1 ${this.refuseUpgrades} Refused\r\nConnection: close\r\n\r\n`);
        return;
      }
      this.#streams.handleUpgrade(request, socket, head, (client) => this.#listen(client, request.url ?? ''));
    });
    this.on('GET /fapi/v1/time', () => ({ body: { serverTime: Date.now() } }));
    this.on('GET /fapi/v1/exchangeInfo', () => ({ body: EXCHANGE_INFO }));
    this.on('POST /fapi/v1/listenKey', () => ({ body: { listenKey: 'fakeListenKey' } }));
    this.on('PUT /fapi/v1/listenKey', () => ({ body: { listenKey: 'fakeListenKey' } }));
    this.marketTime(1_700_000_000_000);
  }

  static async start(port = 0): Promise<FakeExchange> {
    const fake = new FakeExchange();
    await new Promise<void>((resolve) => fake.#http.listen(port, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get endpoints(): Endpoints {
    return { restUrl: `http://127.0.0.1:${this.port}`, wsUrl: `ws://127.0.0.1:${this.port}` };
  }

  /** Answers "METHOD /path" from now on. */
  on(route: string, handler: Handler): void {
    this.#handlers.set(route, handler);
  }

  /** Answers with these, one after the other, the last one again and again. */
  script(route: string, answers: readonly FakeAnswer[]): void {
    let next = 0;
    this.on(route, () => answers[Math.min(next++, answers.length - 1)]!);
  }

  marketTime(time: number): void {
    this.on('GET /fapi/v1/premiumIndex', () => ({
      body: {
        symbol: 'BTCUSDT',
        markPrice: '30000.10000000',
        indexPrice: '30000.00000000',
        lastFundingRate: '0.00010000',
        nextFundingTime: 1_700_006_400_000,
        time,
      },
    }));
  }

  asked(route: string): FakeRequest[] {
    return this.requests.filter((request) => `${request.method} ${request.path}` === route);
  }

  /** Sends to everyone on a path that contains `part`, as Binance wraps it for combined streams. */
  publish(part: string, stream: string, data: unknown): void {
    for (const client of this.#on(part)) client.send(JSON.stringify({ stream, data }));
  }

  /** Sends as it is, as on a single raw stream. */
  publishRaw(part: string, data: unknown): void {
    for (const client of this.#on(part)) client.send(JSON.stringify(data));
  }

  listening(part: string): number {
    return this.#on(part).length;
  }

  dropStreams(part = ''): void {
    for (const client of this.#on(part)) client.terminate();
  }

  async stop(): Promise<void> {
    this.dropStreams();
    for (const socket of this.#raw) socket.destroy();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #on(part: string): WebSocket[] {
    return [...this.#listeners].filter(([, url]) => url.includes(part)).map(([client]) => client);
  }

  #listen(client: WebSocket, url: string): void {
    this.#listeners.set(client, url);
    client.on('close', () => this.#listeners.delete(client));
    client.on('message', (raw: Buffer) => {
      const { id, params } = JSON.parse(raw.toString()) as { id: number; params: string[] };
      setTimeout(() => {
        this.subscriptions.push(params);
        client.send(JSON.stringify({ result: null, id }));
      }, this.subscriptionTakesMs);
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const seen: FakeRequest = {
      method: request.method ?? '',
      path: url.pathname,
      params: Object.fromEntries(url.searchParams),
      headers: request.headers,
    };
    this.requests.push(seen);
    const handler = this.#handlers.get(`${seen.method} ${seen.path}`);
    const answer = handler?.(seen) ?? { status: 404, body: { code: -5000, msg: 'Path is invalid' } };
    if (answer === 'hang') return;
    if (answer === 'drop') {
      request.socket.destroy();
      return;
    }
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(text);
  }
}

/** Waits until something is so, at most `timeoutMs`. */
export async function eventually(what: string, isSo: () => boolean, timeoutMs = 5_000): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
