/** Which of Binance's routes a connection came by; `legacy` is the unrouted one, which serves every stream here. */
export type StreamRoute = 'public' | 'market' | 'private' | 'legacy';

/** What an upgrade request asks for. */
export interface StreamRequest {
  readonly route: StreamRoute;
  /** `/stream` wraps messages as `{stream, data}`; `/ws` sends them raw. */
  readonly combined: boolean;
  readonly streams: readonly string[];
  readonly listenKey: string | undefined;
  /** User events wanted; undefined means all. */
  readonly events: ReadonlySet<string> | undefined;
}

const PUBLIC_STREAM = /(@bookTicker$|^!bookTicker$|@depth|@rpiDepth)/;
/** Single trades are on neither of Binance's lists; clients ask for them on either route. */
const UNLISTED_STREAM = /@trade$/;

/** Reads the path and query of a stream connection; undefined when it is none. */
export function parseStreamPath(url: string): StreamRequest | undefined {
  const { pathname, searchParams } = new URL(url, 'ws://localhost');
  const parts = pathname.split('/').filter((part) => part !== '');
  const routed = parts[0] === 'public' || parts[0] === 'market' || parts[0] === 'private';
  const route = routed ? (parts.shift() as StreamRoute) : 'legacy';
  const kind = parts.shift();
  if (kind !== 'ws' && kind !== 'stream') return undefined;
  const named = [...parts, ...(searchParams.get('streams') ?? '').split('/')].filter((name) => name !== '');
  const events = searchParams.get('events');
  const listenKey = searchParams.get('listenKey') ?? undefined;
  return {
    route,
    combined: kind === 'stream',
    streams: named.map((name) => decodeURIComponent(name)),
    listenKey,
    events: events === null ? undefined : new Set(events.split('/')),
  };
}

/** Whether a route delivers a stream. */
export function routeServes(route: StreamRoute, stream: string): boolean {
  if (route === 'legacy') return true;
  if (route === 'private') return false;
  if (UNLISTED_STREAM.test(stream)) return true;
  return PUBLIC_STREAM.test(stream) === (route === 'public');
}
