import { ApiError, missingParameter } from '../http/api-error.ts';
import type { Endpoint, Services } from '../http/endpoint.ts';
import { errorAnswer } from '../http/error-answer.ts';
import { RequestParameters } from '../http/request-parameters.ts';
import { orders } from './orders.ts';

const MAX_PLACED = 5;
const MAX_CANCELLED = 10;

const placeOne = handlerOf('POST');
const cancelOne = handlerOf('DELETE');

/** Several orders in one call: each succeeds or fails by itself. */
export const batchOrders: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/fapi/v1/batchOrders',
    security: 'signed',
    weight: 5,
    orders: (params) => readList(params, 'batchOrders', 1).length,
    handle: (params, services) => {
      const list = readList(params, 'batchOrders', MAX_PLACED);
      return list.map((order) =>
        attempt(() => placeOne(RequestParameters.fromObject(order as Record<string, unknown>), services)),
      );
    },
  },
  {
    method: 'DELETE',
    path: '/fapi/v1/batchOrders',
    security: 'signed',
    weight: 1,
    handle: (params, services) => {
      const symbol = params.requiredText('symbol');
      return namedOrders(params).map((name) =>
        attempt(() => cancelOne(RequestParameters.fromObject({ symbol, ...name }), services)),
      );
    },
  },
];

function handlerOf(method: Endpoint['method']): (params: RequestParameters, services: Services) => unknown {
  const endpoint = orders.find((each) => each.path === '/fapi/v1/order' && each.method === method);
  if (endpoint === undefined) throw new Error(`no ${method} order endpoint`);
  return endpoint.handle;
}

/** The ids to cancel; ccxt writes the list's name in lower case. */
function namedOrders(params: RequestParameters): Record<string, unknown>[] {
  for (const name of ['orderIdList', 'orderidlist']) {
    if (params.text(name) !== undefined) return readList(params, name, MAX_CANCELLED).map((orderId) => ({ orderId }));
  }
  for (const name of ['origClientOrderIdList', 'origclientorderidlist']) {
    if (params.text(name) === undefined) continue;
    return readList(params, name, MAX_CANCELLED).map((origClientOrderId) => ({ origClientOrderId }));
  }
  throw missingParameter('orderIdList');
}

function readList(params: RequestParameters, name: string, max: number): unknown[] {
  const list = parseJson(params.requiredText(name));
  if (!Array.isArray(list)) throw missingParameter(name);
  // the order counter is charged before the length is judged
  if (max > 1 && (list.length === 0 || list.length > max)) {
    throw new ApiError(-4082, `Invalid number of batch orders: between 1 and ${max}.`);
  }
  return list as unknown[];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A refusal becomes an entry of the answer; an error of ours still fails the whole call. */
function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    const { code, msg } = errorAnswer(error, (unexpected) => {
      throw unexpected;
    });
    return { code, msg };
  }
}
