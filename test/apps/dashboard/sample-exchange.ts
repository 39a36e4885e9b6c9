import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PriceBar } from '../../../apps/dashboard/sources/price-bars.ts';

export interface SampleExchange {
  readonly url: string;
  /** Requests for klines so far, as their query strings. */
  readonly klineQueries: URLSearchParams[];
  bars: readonly PriceBar[];
  status: unknown;
  /** Milliseconds before each answer. */
  delayMs: number;
  stop(): Promise<void>;
}

/** The two addresses of an exchange that the dashboard asks, on a free port of 127.0.0.1. */
export async function startSampleExchange(bars: readonly PriceBar[]): Promise<SampleExchange> {
  const klineQueries: URLSearchParams[] = [];
  const exchange = {
    bars,
    delayMs: 0,
    status: { market: 'simulated', kind: 'scaled', speed: 60 } as unknown,
    klineQueries,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://127.0.0.1');
    const answer = () => {
      if (url.pathname === '/fapi/v1/klines') {
        klineQueries.push(url.searchParams);
        return rows(exchange.bars, url.searchParams);
      }
      return url.pathname === '/paper/v1/status' ? exchange.status : undefined;
    };
    setTimeout(() => {
      const body = answer();
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? { code: -5000, msg: 'no such path' }));
    }, exchange.delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(exchange, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** As Binance does it: from startTime on when that is given, else the newest. */
function rows(bars: readonly PriceBar[], query: URLSearchParams): unknown[] {
  const limit = Number(query.get('limit'));
  const from = query.get('startTime');
  const chosen = from === null ? bars.slice(-limit) : bars.filter((bar) => bar.time >= Number(from)).slice(0, limit);
  return chosen.map((bar) => [
    bar.time,
    ...[bar.open, bar.high, bar.low, bar.close].map((value) => value.toFixed(2)),
    '1.000',
    bar.time + 59_999,
    '64000.0',
    100,
    '0.5',
    '32000.0',
    '0',
  ]);
}
