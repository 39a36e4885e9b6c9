import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Wall time between the end of a minute's work, its position closed, and the next bar: everything is idle again, as it is
 * in a real minute. At random, so that no bar falls in with a rhythm of the server's.
 */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 200;

export async function pause(): Promise<void> {
  await delay(SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS));
}

/** A control address that answers the worker's "minute finished" at once, and tells it to `onFinished`. */
export async function listenForFinishedMinutes(
  onFinished: (openTime: number) => void,
): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json').end('{}');
      onFinished((JSON.parse(Buffer.concat(parts).toString('utf8')) as { openTime: number }).openTime);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
