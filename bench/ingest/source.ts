import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/**
 * A market's sockets at any rate, as a process of its own: messages a second (0: as fast as they are read), and how many.
 * Prints its port, then, when all are sent, what it sent. Of 100 messages 96 are trades, two books, one a candle, one a
 * mark price, in the sizes of the real ones.
 */
const [rate = 0, count = 0] = process.argv.slice(2).map(Number);
const BATCH_MS = 10;
/** More than this in a socket's buffer waits until it was read. */
const MOST_BUFFERED = 4 * 1024 * 1024;

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await once(server, 'listening');
const sockets: Record<string, WebSocket | undefined> = {};
server.on('connection', (socket, request) => {
  sockets[request.url?.startsWith('/public') ? 'public' : 'market'] = socket;
});
console.log((server.address() as AddressInfo).port);
while (!sockets['public'] || !sockets['market']) await new Promise((resolve) => setTimeout(resolve, 10));
const [market, books] = [sockets['market'], sockets['public']];

const levels = Array.from({ length: 20 }, (_, index) => [`${60_000 + index}.10`, `${index}.123`]);
const levelText = JSON.stringify(levels);
let trades = 0;
let sent = 0;

function message(index: number, now: number): void {
  const kind = index % 100;
  if (kind < 96) {
    trades += 1;
    market.send(
      `{"e":"aggTrade","E":${now},"s":"BTCUSDT","a":${trades},"p":"60000.10","q":"0.123","nq":"0.123","f":${trades},"l":${trades},"T":${now},"m":true,"st":1}`,
    );
  } else if (kind < 98) {
    books.send(
      `{"e":"depthUpdate","E":${now},"T":${now},"s":"BTCUSDT","U":${index},"u":${index},"pu":${index - 1},"b":${levelText},"a":${levelText},"st":1}`,
    );
  } else if (kind === 98) {
    const t = now - (now % 60_000);
    market.send(
      `{"e":"kline","E":${now},"s":"BTCUSDT","k":{"t":${t},"T":${t + 59_999},"s":"BTCUSDT","i":"1m","f":1,"L":2,"o":"60000.1","c":"60000.1","h":"60000.1","l":"60000.1","v":"1.000","n":2,"x":false,"q":"60000.1","V":"0.5","Q":"30000.1","B":"0"},"st":1}`,
    );
  } else {
    market.send(
      `{"e":"markPriceUpdate","E":${now},"s":"BTCUSDT","p":"60000.10000000","ap":"60000.10000000","P":"60000.10000000","i":"60000.10000000","r":"0.00010000","T":${now + 1000},"st":1}`,
    );
  }
}

const startedAt = performance.now();
while (sent < count) {
  const wanted = rate === 0 ? count : Math.min(count, Math.floor(((performance.now() - startedAt) / 1000) * rate));
  const now = Date.now();
  for (let batch = 0; batch < 500 && sent < wanted; batch += 1) message(sent++, now);
  if (rate === 0 || sent < wanted) {
    await new Promise((resolve) => setImmediate(resolve));
  } else {
    await new Promise((resolve) => setTimeout(resolve, BATCH_MS));
  }
  while (rate === 0 && market.bufferedAmount + books.bufferedAmount > MOST_BUFFERED) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
console.log(JSON.stringify({ sent, trades, seconds: (performance.now() - startedAt) / 1000 }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
