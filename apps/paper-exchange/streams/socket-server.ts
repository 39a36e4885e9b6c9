import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { StreamHub } from './hub.ts';
import { StreamConnection } from './stream-connection.ts';
import { parseStreamPath } from './stream-path.ts';
import type { UserStreams } from './user-streams.ts';
import type { WebSocketApi } from './websocket-api.ts';

const PING_EVERY_MS = 3 * 60_000;
const PONG_WITHIN_MS = 10 * 60_000;
const LONGEST_CONNECTION_MS = 24 * 3_600_000;
const MESSAGES_A_SECOND = 10;
/** Below this a message is not worth compressing. */
const COMPRESS_FROM_BYTES = 4096;
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;

export interface SocketServerParts {
  readonly hub: StreamHub;
  readonly users: UserStreams;
  readonly api: WebSocketApi;
  /** Milliseconds between the server's pings; 3 minutes unless a test is in a hurry. */
  readonly pingEveryMs?: number;
}

/** The WebSocket side: streams on every route, and the WebSocket API on `/ws-fapi/v1`. */
export class SocketServer {
  readonly #parts: SocketServerParts;
  readonly #server: WebSocketServer;

  constructor(parts: SocketServerParts) {
    this.#parts = parts;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: { threshold: COMPRESS_FROM_BYTES },
      maxPayload: 1024 * 1024,
    });
  }

  /** Takes the upgrade requests of a HTTP server. */
  listenOn(http: Server): void {
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const accept = this.#acceptor(request);
      if (accept === undefined) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      this.#server.handleUpgrade(request, socket, head, accept);
    });
  }

  /** Ends every connection. */
  close(): void {
    for (const client of this.#server.clients) {
      client.close(GOING_AWAY);
      client.terminate();
    }
    this.#server.close();
  }

  #acceptor(request: IncomingMessage): ((socket: WebSocket) => void) | undefined {
    const url = request.url ?? '';
    const address = request.socket.remoteAddress ?? '';
    if (url.startsWith('/ws-fapi/v1')) {
      return (socket) => {
        const receive = this.#parts.api.connect(socket, address);
        // the API's own weight limit takes the place of the streams' count of messages
        this.#attend(socket, receive, Infinity);
      };
    }
    const stream = parseStreamPath(url);
    if (stream === undefined) return undefined;
    return (socket) => {
      const connection = new StreamConnection(socket, stream, this.#parts.hub, this.#parts.users);
      this.#attend(socket, (text) => connection.receive(text), MESSAGES_A_SECOND);
    };
  }

  /** Pings, the count of incoming messages, and the end after 24 hours. */
  #attend(socket: WebSocket, receive: (text: string) => void, messagesASecond: number): void {
    const incoming = new IncomingCount(messagesASecond);
    let lastPong = Date.now();
    const opened = lastPong;
    const timer = setInterval(() => {
      const now = Date.now();
      if (now - lastPong > PONG_WITHIN_MS || now - opened > LONGEST_CONNECTION_MS) socket.terminate();
      else socket.ping(String(now));
    }, this.#parts.pingEveryMs ?? PING_EVERY_MS);
    socket.on('close', () => clearInterval(timer));
    // a broken frame or connection ends in 'close'; without a listener it would end the process
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      lastPong = Date.now();
    });
    const count = (): boolean => {
      if (incoming.allow(Date.now())) return true;
      socket.close(POLICY_VIOLATION, 'Too many requests');
      return false;
    };
    socket.on('ping', count);
    socket.on('message', (data: RawData) => {
      if (count()) receive(textOf(data));
    });
  }
}

/** Messages of the running second. */
class IncomingCount {
  readonly #most: number;
  #second = 0;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  allow(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#most;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
