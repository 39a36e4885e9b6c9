import type { Endpoint } from '../http/endpoint.ts';
import { exchangeInfo } from '../protocol/exchange-info.ts';

/** ping, time (wall time, so that an accelerated market doesn't break recvWindow) and exchangeInfo. */
export const serverInfo: readonly Endpoint[] = [
  { method: 'GET', path: '/fapi/v1/ping', security: 'none', weight: 1, handle: () => ({}) },
  {
    method: 'GET',
    path: '/fapi/v1/time',
    security: 'none',
    weight: 1,
    handle: (_params, { wallNow }) => ({ serverTime: wallNow() }),
  },
  {
    method: 'GET',
    path: '/fapi/v1/exchangeInfo',
    security: 'none',
    weight: 1,
    handle: (_params, { exchange, limits, wallNow }) => exchangeInfo(exchange.markets(), limits, wallNow()),
  },
];
