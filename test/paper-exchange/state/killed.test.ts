import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { USDMClient } from 'binance';
import { Money, money } from '../../../core/money/decimal.ts';

const MAIN = resolve(import.meta.dirname, '../../../apps/paper-exchange/main.ts');

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startServer(directory: string, speed: string): Promise<Server> {
  const options = ['--port', '0', '--speed', speed, '--data-dir', directory, '--json'];
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...options], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const line = await new Promise<string>((resolveLine, reject) => {
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolveLine(text);
    });
    child.once('exit', (code) => reject(new Error(`the paper exchange ended with ${code}`)));
  });
  const ready = JSON.parse(line) as { ready: boolean; rest: string; ws: string };
  assert.equal(ready.ready, true);
  return { child, url: ready.rest };
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolveEnd) => child.once('exit', (code) => resolveEnd(code)));
}

function clientOf(url: string): USDMClient {
  return new USDMClient({ api_key: 'paper', api_secret: 'paper-secret', baseUrl: url });
}

describe('a paper exchange that is killed', () => {
  let directory: string;
  const servers: Server[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'paper-killed-'));
  });
  afterEach(async () => {
    for (const { child } of servers.splice(0)) {
      child.kill('SIGKILL');
      await endOf(child);
    }
    rmSync(directory, { recursive: true, force: true });
  });

  async function start(speed: string): Promise<Server> {
    const server = await startServer(directory, speed);
    servers.push(server);
    return server;
  }

  it('between any two instructions loses no order that it has acknowledged, and its wallet stays the sum of its income', async () => {
    const acknowledged: string[] = [];
    const sent: string[] = [];
    let marketTime = 0;
    for (let round = 0; round < 2; round += 1) {
      const server = await start('60');
      const client = clientOf(server.url);
      const status = (await (await fetch(`${server.url}/paper/v1/status`)).json()) as { marketTime: number };
      assert.ok(status.marketTime >= marketTime - 2 * 60_000, 'the market’s clock went back by no more than it may');
      // each round at another moment of the stream of orders
      setTimeout(() => server.child.kill('SIGKILL'), 120 + round * 90);
      for (;;) {
        const newClientOrderId = `x-15PC4ZJy-${round}-${sent.length}`;
        sent.push(newClientOrderId);
        try {
          const side = sent.length % 2 === 0 ? 'SELL' : 'BUY';
          await client.submitNewOrder({ symbol: 'BTCUSDT', side, type: 'MARKET', quantity: 0.01, newClientOrderId });
          acknowledged.push(newClientOrderId);
          const last = (await (await fetch(`${server.url}/paper/v1/status`)).json()) as { marketTime: number };
          marketTime = last.marketTime;
        } catch {
          break;
        }
      }
      await endOf(server.child);
    }
    assert.ok(acknowledged.length >= 3, `only ${acknowledged.length} orders were placed`);
    const { url, child } = await start('60');
    const client = clientOf(url);
    const orders = await client.getAllOrders({ symbol: 'BTCUSDT', limit: 1000 });
    const known = orders.map((order) => order.clientOrderId);
    assert.equal(new Set(known).size, known.length, 'no order twice');
    for (const id of acknowledged) assert.ok(known.includes(id), `${id} is lost`);
    for (const id of known) assert.ok(sent.includes(id), `${id} came from nowhere`);
    const trades = await client.getAccountTrades({ symbol: 'BTCUSDT', limit: 1000 });
    assert.equal(new Set(trades.map(({ id }) => id)).size, trades.length);
    const income = await client.getIncomeHistory({ limit: 1000 });
    const [balance] = await client.getBalanceV3();
    const sum = income.reduce((total, row) => total.plus(money(String(row.income))), new Money(0));
    assert.equal(sum.toFixed(8), String(balance?.balance));
    child.kill('SIGTERM');
    assert.equal(await endOf(child), 0);
  });

  it('in lock step goes on with the minute that it had told last; and it ends with its parent', async () => {
    const first = await start('max');
    const finish = async (url: string, openTime: number): Promise<number> => {
      const response = await fetch(`${url}/paper/v1/finish-minute`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ symbol: 'BTCUSDT', openTime }),
      });
      return ((await response.json()) as { awaiting: number }).awaiting;
    };
    let awaiting = Date.UTC(2025, 11, 31, 23, 59);
    for (let minute = 0; minute < 7; minute += 1) awaiting = await finish(first.url, awaiting);
    first.child.kill('SIGKILL');
    await endOf(first.child);
    const second = await start('max');
    const status = (await (await fetch(`${second.url}/paper/v1/status`)).json()) as { awaiting: number };
    assert.equal(status.awaiting, awaiting);
    const stopped = performance.now();
    // what happens when the process that started it dies
    second.child.disconnect();
    assert.equal(await endOf(second.child), 0);
    assert.ok(performance.now() - stopped < 1500, 'it stops within a second');
  });
});
