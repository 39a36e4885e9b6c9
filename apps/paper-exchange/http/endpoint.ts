import type { Exchange } from '../exchange.ts';
import type { ListenKeys } from '../streams/listen-keys.ts';
import type { CancelCountdowns } from '../cancel-countdowns.ts';
import type { RateLimits } from './rate-limits.ts';
import type { RequestParameters } from './request-parameters.ts';

/** What a handler works with. */
export interface Services {
  readonly exchange: Exchange;
  readonly listenKeys: ListenKeys;
  readonly countdowns: CancelCountdowns;
  readonly limits: RateLimits;
  /** Market seconds a wall second, or lock step. */
  readonly speed: number | 'max';
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
}

export type Handler = (params: RequestParameters, services: Services) => unknown;

/**
 * One call of the protocol, by REST and, where Binance has it there too, by the WebSocket API. `key` asks for the API
 * key alone, `signed` for a timestamp and a signature as well. Weight is what it uses of the IP's minute, `orders` what
 * it uses of the account's order counters.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly security: 'none' | 'key' | 'signed';
  readonly weight: number | ((params: RequestParameters) => number);
  readonly orders?: (params: RequestParameters) => number;
  readonly handle: Handler;
}

export function weightOf(endpoint: Endpoint, params: RequestParameters): number {
  return typeof endpoint.weight === 'number' ? endpoint.weight : endpoint.weight(params);
}
