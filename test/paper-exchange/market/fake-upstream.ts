import type { IncomingMessage } from 'node:http';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

const EXCHANGE_INFO = {
  rateLimits: [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 },
    { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
  ],
  symbols: [
    {
      symbol: 'BTCUSDT',
      filters: [
        { filterType: 'PRICE_FILTER', tickSize: '0.50', minPrice: '10', maxPrice: '1000000' },
        { filterType: 'LOT_SIZE', stepSize: '0.002', minQty: '0.002', maxQty: '1000' },
        { filterType: 'MARKET_LOT_SIZE', stepSize: '0.002', minQty: '0.002', maxQty: '120' },
        { filterType: 'MIN_NOTIONAL', notional: '77' },
        { filterType: 'PERCENT_PRICE', multiplierUp: '1.0500', multiplierDown: '0.9500' },
      ],
    },
  ],
};

interface AggregateTradeRow {
  readonly a: number;
  readonly p: string;
  readonly T: number;
}

/** As much of Binance's public side as a live market uses, with the power to break off, fall silent and forget. */
export class FakeUpstream {
  /** Paths with their query, in the order asked. */
  readonly requests: string[] = [];
  /** Header names of every request and upgrade. */
  readonly headers = new Set<string>();
  readonly connections: string[] = [];
  trades: AggregateTradeRow[] = [];
  /** Minutes from 0 to this exist as klines. */
  minutes = 4000;
  refuseConnections = false;
  #server: FastifyInstance = fastify();
  #sockets = new WebSocketServer({ noServer: true });
  #port = 0;

  get restUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#server.addHook('onRequest', (request, _reply, next) => {
      this.requests.push(request.url);
      for (const name of Object.keys(request.headers)) this.headers.add(name);
      next();
    });
    this.#server.get('/fapi/v1/exchangeInfo', () => EXCHANGE_INFO);
    this.#server.get<{ Querystring: Record<string, string> }>('/fapi/v1/klines', ({ query }) => this.#klines(query));
    this.#server.get<{ Querystring: Record<string, string> }>('/fapi/v1/fundingRate', ({ query }) => [
      { symbol: query.symbol, fundingTime: Number(query.startTime), fundingRate: '0.00010000', markPrice: '60000.0' },
    ]);
    this.#server.get<{ Querystring: Record<string, string> }>('/fapi/v1/aggTrades', ({ query }) =>
      this.trades.filter((trade) => trade.a >= Number(query.fromId)).slice(0, 3),
    );
    this.#server.server.on('upgrade', (request: IncomingMessage, socket, head) => {
      for (const name of Object.keys(request.headers)) this.headers.add(name);
      if (this.refuseConnections) return void socket.destroy();
      this.connections.push(request.url ?? '');
      this.#sockets.handleUpgrade(request, socket, head, (client: WebSocket & { path?: string }) => {
        client.path = request.url ?? '';
        this.#sockets.emit('connection', client, request);
      });
    });
    this.#port = Number(new URL(await this.#server.listen({ host: '127.0.0.1', port: 0 })).port);
  }

  async stop(): Promise<void> {
    this.drop();
    this.#sockets.close();
    await this.#server.close();
  }

  /** Says something on a stream to whoever subscribed to it by its address. */
  send(stream: string, data: unknown): void {
    for (const client of this.#sockets.clients) {
      const { path = '' } = client as WebSocket & { path?: string };
      if (path.includes(stream)) client.send(JSON.stringify({ stream, data }));
    }
  }

  sendRaw(text: string): void {
    for (const client of this.#sockets.clients) client.send(text);
  }

  /** Breaks every stream off. */
  drop(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  #klines(query: Record<string, string>): unknown[] {
    const rows = [];
    const last = Math.min(Number(query.endTime), (this.minutes - 1) * 60_000);
    for (let t = Number(query.startTime); t <= last && rows.length < Number(query.limit); t += 60_000) {
      rows.push([t, '1.0', '2.0', '0.5', '1.5', '3.000', t + 59_999, '4.0', 5, '1.000', '1.5', '0']);
    }
    return rows;
  }
}
