import type { WebSocket } from 'ws';
import { ApiError } from '../http/api-error.ts';
import { weightOf } from '../http/endpoint.ts';
import type { Endpoint, Services } from '../http/endpoint.ts';
import { errorAnswer } from '../http/error-answer.ts';
import type { RateLimiter } from '../http/rate-limits.ts';
import { RequestParameters } from '../http/request-parameters.ts';
import { checkApiKey, checkSortedSignature, checkTimestamp } from '../http/signing.ts';
import type { ApiKey } from '../http/signing.ts';
import { rateLimitRows } from '../protocol/exchange-info.ts';

/** Methods of the WebSocket API and the REST calls that they are. */
const METHODS: Readonly<Record<string, string>> = {
  ping: 'GET /fapi/v1/ping',
  time: 'GET /fapi/v1/time',
  depth: 'GET /fapi/v1/depth',
  'ticker.price': 'GET /fapi/v1/ticker/price',
  'ticker.book': 'GET /fapi/v1/ticker/bookTicker',
  'order.place': 'POST /fapi/v1/order',
  'order.status': 'GET /fapi/v1/order',
  'order.cancel': 'DELETE /fapi/v1/order',
  'algoOrder.place': 'POST /fapi/v1/algoOrder',
  'algoOrder.cancel': 'DELETE /fapi/v1/algoOrder',
  'account.balance': 'GET /fapi/v2/balance',
  'v2/account.balance': 'GET /fapi/v3/balance',
  'account.status': 'GET /fapi/v2/account',
  'v2/account.status': 'GET /fapi/v3/account',
  'account.position': 'GET /fapi/v2/positionRisk',
  'v2/account.position': 'GET /fapi/v3/positionRisk',
  'userDataStream.start': 'POST /fapi/v1/listenKey',
  'userDataStream.ping': 'PUT /fapi/v1/listenKey',
  'userDataStream.stop': 'DELETE /fapi/v1/listenKey',
};

export interface WebSocketApiParts {
  readonly endpoints: readonly Endpoint[];
  readonly services: Services;
  readonly limiter: RateLimiter;
  readonly apiKey: ApiKey;
  readonly report: (error: unknown) => void;
}

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** Requests and answers over one socket, `/ws-fapi/v1`: the REST endpoints under other names. */
export class WebSocketApi {
  readonly #parts: WebSocketApiParts;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;

  constructor(parts: WebSocketApiParts) {
    this.#parts = parts;
    this.#endpoints = new Map(parts.endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]));
  }

  /** The receiver of a connection's text frames; `address` is the client's, for its weight. */
  connect(socket: WebSocket, address: string): (text: string) => void {
    return (text) => {
      void this.#answer(text, address).then((answer) => {
        if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(answer));
      });
    };
  }

  async #answer(text: string, address: string): Promise<unknown> {
    let call: Call | undefined;
    try {
      call = parseCall(text);
      const result = await this.#perform(call, address);
      return { id: call.id, status: 200, result, rateLimits: this.#rateLimits(address) };
    } catch (error) {
      const { status, code, msg } = errorAnswer(error, this.#parts.report);
      return { id: call?.id ?? null, status, error: { code, msg }, rateLimits: this.#rateLimits(address) };
    }
  }

  async #perform(call: Call, address: string): Promise<unknown> {
    const endpoint = this.#endpoints.get(METHODS[call.method] ?? '');
    if (endpoint === undefined) throw new ApiError(-1000, `Unknown method '${call.method}'.`);
    const params = RequestParameters.fromObject(call.params);
    this.#parts.limiter.useWeight(address, weightOf(endpoint, params));
    if (endpoint.security !== 'none') checkApiKey(params.text('apiKey'), this.#parts.apiKey);
    if (endpoint.security === 'signed') {
      checkTimestamp(params, this.#parts.services.wallNow());
      checkSortedSignature(params, this.#parts.apiKey.secret);
    }
    if (endpoint.orders !== undefined) this.#parts.limiter.useOrders(endpoint.orders(params));
    this.#parts.services.exchange.sync();
    return endpoint.handle(params, this.#parts.services);
  }

  #rateLimits(address: string): unknown[] {
    const { limiter } = this.#parts;
    const orders = limiter.orderCounts();
    const counts = [limiter.usedWeight(address), orders.inMinute, orders.in10Seconds];
    return rateLimitRows(limiter.limits).map((row, index) => ({ ...row, count: counts[index] }));
  }
}

function parseCall(text: string): Call {
  let value: Partial<Call> | null;
  try {
    value = JSON.parse(text) as Partial<Call> | null;
  } catch {
    throw new ApiError(-1000, 'Invalid JSON.');
  }
  if (typeof value !== 'object' || value === null || typeof value.method !== 'string') {
    throw new ApiError(-1000, "Mandatory parameter 'method' was not sent.");
  }
  const params = typeof value.params === 'object' && value.params !== null ? value.params : {};
  return { id: value.id ?? null, method: value.method, params };
}
