import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { USDMClient, WebsocketClient } from 'binance';
import { checkedEndpoints, type Endpoints } from './endpoints.ts';
import { parseAnswer } from './wire/json-answer.ts';

/** An API key with its HMAC secret. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface RestClientSettings {
  readonly endpoints: Endpoints;
  /** Absent for public data: the key would otherwise go along with every call. */
  readonly credentials?: Credentials;
  /** How long an answer may take, ms. */
  readonly timeoutMs: number;
  readonly agent: http.Agent;
  /** Sees the headers (lower-case names) of every answer, good or bad. */
  readonly onHeaders: (headers: Readonly<Record<string, unknown>>) => void;
}

/** Sockets that stay open between calls: a TLS handshake would cost more than the order itself. */
export function createAgent(endpoints: Endpoints): http.Agent {
  const options = { keepAlive: true, scheduling: 'lifo' as const, noDelay: true };
  return endpoints.restUrl.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
}

/**
 * The only place where a REST client is made, so that none can fall back to the library's live default. Errors keep
 * their HTTP status, answers stay as on the wire (the beautifier makes floats of them), its time sync stays off.
 */
export function createRestClient(settings: RestClientSettings): USDMClient {
  const { restUrl } = checkedEndpoints(settings.endpoints);
  const { credentials } = settings;
  return new USDMClient(
    {
      baseUrl: restUrl,
      ...(credentials ? { api_key: credentials.apiKey, api_secret: credentials.apiSecret } : {}),
      parseExceptions: false,
      beautifyResponses: false,
      disableTimeSync: true,
      filterUndefinedParams: true,
      // Synchronous, without the thread pool that WebCrypto's import and sign would wait for.
      customSignMessageFn: (message, secret) =>
        Promise.resolve(createHmac('sha256', secret).update(message).digest('hex')),
    },
    {
      timeout: settings.timeoutMs,
      httpAgent: settings.agent,
      httpsAgent: settings.agent,
      maxRedirects: 0,
      ...(isLoopback(restUrl) ? { proxy: false as const } : {}),
      transformResponse: [
        (data: unknown, headers: Readonly<Record<string, unknown>>) => {
          settings.onHeaders(headers);
          return parseAnswer(data);
        },
      ],
    },
  );
}

export interface StreamClientSettings {
  readonly endpoints: Endpoints;
  /** The library's log lines: it writes to the console otherwise. They may hold listen keys. */
  readonly log: (line: string) => void;
  /** How long a pong may take, ms. */
  readonly pongTimeoutMs?: number;
}

/**
 * The only place where a stream client is made: both of its addresses always come from one Endpoints, as the library
 * would otherwise ask the live exchange for listen keys.
 */
export function createStreamClient(settings: StreamClientSettings): WebsocketClient {
  const { restUrl, wsUrl } = checkedEndpoints(settings.endpoints);
  const { log } = settings;
  return new WebsocketClient(
    {
      wsUrl,
      restOptions: { baseUrl: restUrl },
      beautify: false,
      pingInterval: 10_000,
      pongTimeout: settings.pongTimeoutMs ?? 5_000,
      reconnectTimeout: 500,
      // Inflating costs more time than it saves at these rates.
      wsOptions: { perMessageDeflate: false, handshakeTimeout: 5_000 },
      customParseJSONFn: parseStreamMessage,
    },
    {
      trace: () => undefined,
      info: () => undefined,
      error: (...parts: unknown[]) => log(parts.filter((part) => typeof part === 'string').join(' ')),
    },
  );
}

/** What `listenKeyExpired` is called on its way through the library, which would otherwise respawn the stream by itself. */
export const LISTEN_KEY_EXPIRED = 'LISTEN_KEY_EXPIRED';

function parseStreamMessage(raw: string): object {
  const message = JSON.parse(raw) as { e?: unknown; data?: { e?: unknown } };
  const event = typeof message.data === 'object' && message.data !== null ? message.data : message;
  if (event.e === 'listenKeyExpired') event.e = LISTEN_KEY_EXPIRED;
  return message;
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
