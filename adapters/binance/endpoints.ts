/** Where one Binance USD-M environment lives. Roots only: no path, no trailing slash. Both always belong together. */
export interface Endpoints {
  readonly restUrl: string;
  readonly wsUrl: string;
}

export type ExchangeKind = 'live' | 'demo' | 'testnet';

/** Binance's own hosts. `testnet` and `demo` share a backend but not keys; the old testnet's site redirects to demo. */
const ENDPOINTS: Readonly<Record<ExchangeKind, Endpoints>> = {
  live: { restUrl: 'https://fapi.binance.com', wsUrl: 'wss://fstream.binance.com' },
  demo: { restUrl: 'https://demo-fapi.binance.com', wsUrl: 'wss://fstream.binancefuture.com' },
  testnet: { restUrl: 'https://testnet.binancefuture.com', wsUrl: 'wss://stream.binancefuture.com' },
};

/** The endpoints of one of Binance's environments. Throws RangeError for any other word. */
export function exchangeEndpoints(kind: ExchangeKind): Endpoints {
  if (!Object.hasOwn(ENDPOINTS, kind)) {
    throw new RangeError(`exchange "${String(kind)}" is not one of ${Object.keys(ENDPOINTS).join(', ')}`);
  }
  return ENDPOINTS[kind];
}

/** The endpoints without trailing slashes (the client would ask for "//fapi"). Throws RangeError naming a bad URL. */
export function checkedEndpoints(endpoints: Endpoints): Endpoints {
  return {
    restUrl: rootOf('restUrl', endpoints.restUrl, ['http:', 'https:']),
    wsUrl: rootOf('wsUrl', endpoints.wsUrl, ['ws:', 'wss:']),
  };
}

function rootOf(name: string, text: string, protocols: readonly string[]): string {
  const expected = `${protocols.map((protocol) => `${protocol}//`).join(' or ')}host[:port] without a path`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !protocols.includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new RangeError(`${name} "${url ? url.host : text}" is not ${expected}`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new RangeError(`${name} of host "${url.host}" has a path; it should be ${expected}`);
  }
  return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
}

/** Hosts on which no real money can move: this machine, private addresses, Binance's testnet and demo. */
const TEST_HOSTS: readonly RegExp[] = [
  /^localhost$/,
  /\.localhost$/,
  /^127(\.\d+){3}$/,
  /^\[::1\]$/,
  /^10(\.\d+){3}$/,
  /^192\.168(\.\d+){2}$/,
  /^172\.(1[6-9]|2\d|3[01])(\.\d+){2}$/,
  /^[a-z0-9-]+$/,
  /^testnet\.binancefuture\.com$/,
  /^f?stream\.binancefuture\.com$/,
  /^demo-(fapi|fstream)\.binance\.com$/,
];

/**
 * Throws RangeError unless both URLs point at a paper exchange, testnet or demo. A host that it doesn't know counts as
 * live: a name without dots (a container's) and private addresses are the paper exchange's, everything else must be in
 * Binance's list of test hosts.
 */
export function assertNotLive(endpoints: Endpoints): void {
  const { restUrl, wsUrl } = checkedEndpoints(endpoints);
  for (const [name, url] of [
    ['restUrl', restUrl],
    ['wsUrl', wsUrl],
  ] as const) {
    const host = new URL(url).hostname.toLowerCase();
    if (!TEST_HOSTS.some((pattern) => pattern.test(host))) {
      throw new RangeError(
        `${name} points at "${host}", which is not a paper exchange, testnet or demo: real money could be traded there`,
      );
    }
  }
}
