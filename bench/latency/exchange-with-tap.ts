/**
 * The paper exchange as it is, with a tap on its sockets: the wall time at which it sends each minute's closed kline
 * goes, one line of JSON a minute, into the file named by CLOSE_TIMES.
 */
import { appendFileSync } from 'node:fs';
import { WebSocket } from 'ws';

const file = process.env['CLOSE_TIMES'];
if (!file) throw new Error('CLOSE_TIMES must name the file that the times go into');

const send = Reflect.get(WebSocket.prototype, 'send') as (this: WebSocket, ...args: unknown[]) => void;
let newest = 0;

WebSocket.prototype.send = function (this: WebSocket, ...args: unknown[]): void {
  const [message] = args;
  const sentAt = Date.now();
  send.apply(this, args);
  if (typeof message !== 'string' || !message.includes('"x":true')) return;
  const openTime = Number(/"t":(\d+)/.exec(message)?.[1]);
  if (openTime <= newest) return;
  newest = openTime;
  appendFileSync(file, `${JSON.stringify({ openTime, sentAt })}\n`);
};

await import('../../apps/paper-exchange/main.ts');
