import type { Endpoint } from '../http/endpoint.ts';

function listenKeyEndpoint(method: 'POST' | 'PUT' | 'DELETE', handle: Endpoint['handle']): Endpoint {
  return { method, path: '/fapi/v1/listenKey', security: 'key', weight: 1, handle };
}

/** The key of the user data stream: the API key is enough, nothing is signed. */
export const listenKey: readonly Endpoint[] = [
  listenKeyEndpoint('POST', (_params, { listenKeys }) => ({ listenKey: listenKeys.issue() })),
  listenKeyEndpoint('PUT', (_params, { listenKeys }) => ({ listenKey: listenKeys.extend() })),
  listenKeyEndpoint('DELETE', (_params, { listenKeys }) => {
    listenKeys.close();
    return {};
  }),
];
