import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PaperMarketControl, PaperMarketError } from '../../../adapters/paper-market/control.ts';

const STATUS = {
  market: 'BTCUSDT',
  kind: 'simulated',
  speed: 60,
  marketTime: 1_700_000_100_000,
  lastClosedBar: 1_700_000_040_000,
  awaiting: null,
  historyFrom: 1_697_000_000_000,
  startsAt: 1_700_000_040_000,
  finished: false,
  held: false,
};

describe('the control of a paper market', () => {
  let server: Server;
  let asked: string[];
  let answer: { status: number; text: string };
  let port: number;

  const listen = async (on = 0): Promise<void> => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(`${request.method} ${request.url} ${body}`);
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(answer.text);
      });
    });
    await new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const hangUp = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const control = (): PaperMarketControl => new PaperMarketControl(`http://127.0.0.1:${port}/`);

  beforeEach(async () => {
    asked = [];
    answer = { status: 200, text: JSON.stringify(STATUS) };
    await listen();
  });

  afterEach(hangUp);

  it('tells that a minute is finished', async () => {
    await control().finishMinute('BTCUSDT', 1_700_000_040_000);
    assert.deepEqual(asked, ['POST /paper/v1/finish-minute {"symbol":"BTCUSDT","openTime":1700000040000}']);
  });

  it('tells where the market is to be held', async () => {
    await control().holdAfter(1_700_000_040_000);
    assert.deepEqual(asked, ['POST /paper/v1/hold {"openTime":1700000040000}']);
  });

  it('reads the status, null as "none"', async () => {
    assert.deepEqual(await control().status(), { ...STATUS, awaiting: undefined });
    answer.text = JSON.stringify({ ...STATUS, speed: 'max', awaiting: 1_700_000_040_000 });
    assert.equal((await control().status()).awaiting, 1_700_000_040_000);
  });

  it('names what is wrong with a status', async () => {
    answer.text = JSON.stringify({ ...STATUS, marketTime: 'noon' });
    await assert.rejects(control().status(), /status can't be read: [^]*marketTime/);
    answer.text = '<html>';
    await assert.rejects(control().status(), /\/paper\/v1\/status: the answer is not JSON/);
  });

  it('passes a refusal on', async () => {
    answer = { status: 400, text: '{"error":"no market of ETHUSDT"}' };
    await assert.rejects(control().finishMinute('ETHUSDT', 0), /finish-minute: HTTP 400: .*no market of ETHUSDT/);
  });

  it('waits for a paper exchange that is being restarted', async () => {
    await hangUp();
    const finished = control().finishMinute('BTCUSDT', 60_000);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await listen(port);
    await finished;
    assert.equal(asked.length, 1);
  });

  it('gives up after some seconds when nobody is there', async () => {
    await hangUp();
    await assert.rejects(
      control().status(),
      (error: unknown) => error instanceof PaperMarketError && /does not answer: ECONNREFUSED/.test(error.message),
    );
    await listen();
  });

  it('refuses an address that is none', () => {
    assert.throws(() => new PaperMarketControl('127.0.0.1:8090'), /controlUrl "127.0.0.1:8090" is not http/);
  });
});
