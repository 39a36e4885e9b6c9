import assert from 'node:assert/strict';
import { createRestClient, createAgent } from '../../../adapters/binance/client-factory.ts';
import { ExchangeCalls } from '../../../adapters/binance/exchange-calls.ts';
import { RateBudget } from '../../../adapters/binance/rate-budget.ts';
import { Redactor } from '../../../adapters/binance/redaction.ts';
import { TimeSync } from '../../../adapters/binance/time-sync.ts';
import { BinanceUserStream } from '../../../adapters/binance/user-stream.ts';
import { eventually, FakeExchange } from './fake-exchange.ts';

const LISTEN_KEY = 'POST /fapi/v1/listenKey';
const fill = {
  e: 'ORDER_TRADE_UPDATE',
  E: 77,
  T: 77,
  o: { s: 'BTCUSDT', c: 'mh-ab12-x-s', S: 'SELL', x: 'TRADE', X: 'FILLED', z: '0.010' },
};

describe('the user data stream', () => {
  let fake: FakeExchange;
  let stream: BinanceUserStream;
  let told: string[];
  let logged: string[];
  let keys: number;
  let agent: ReturnType<typeof createAgent>;

  const build = (renewMs?: number): BinanceUserStream => {
    const { endpoints } = fake;
    const credentials = { apiKey: 'K'.repeat(64), apiSecret: 'S'.repeat(64) };
    const redactor = new Redactor(Object.values(credentials));
    agent = createAgent(endpoints);
    const client = createRestClient({ endpoints, credentials, timeoutMs: 500, agent, onHeaders: () => undefined });
    const timeSync = new TimeSync({ serverTime: () => Promise.resolve(Date.now()), onOffset: () => undefined });
    const calls = new ExchangeCalls({ client, budget: new RateBudget(), timeSync, redactor, recvWindowMs: 3_000 });
    return new BinanceUserStream({
      endpoints,
      calls,
      redactor,
      log: (line) => logged.push(line),
      handlers: {
        onAccountChanged: (what, eventTime) => told.push(`${what} @${eventTime}`),
        onConnected: () => told.push('connected'),
        onDisconnected: (reason) => told.push(`down: ${reason}`),
      },
      ...(renewMs === undefined ? {} : { renewMs }),
    });
  };

  beforeEach(async () => {
    [told, logged, keys] = [[], [], 0];
    fake = await FakeExchange.start();
    fake.on(LISTEN_KEY, () => ({ body: { listenKey: `listenKeyNumber${++keys}` } }));
    stream = build();
  });

  afterEach(async () => {
    await stream.stop();
    agent.destroy();
    await fake.stop();
  });

  const connectedTimes = (): number => told.filter((line) => line === 'connected').length;

  it('listens on the private route with its key', async () => {
    await stream.start();
    await eventually('connected', () => connectedTimes() === 1);
    assert.deepEqual(fake.upgrades, ['/private/stream?listenKey=listenKeyNumber1']);
    assert.equal(fake.asked(LISTEN_KEY)[0]?.headers['x-mbx-apikey'], 'K'.repeat(64));
  });

  it('tells a fill, wrapped as on combined streams or raw', async () => {
    await stream.start();
    await eventually('connected', () => fake.listening('private') === 1);
    fake.publish('private', 'listenKeyNumber1', fill);
    fake.publishRaw('private', { ...fill, E: 78 });
    await eventually('both', () => told.length === 3);
    const line = 'ORDER_TRADE_UPDATE FILLED mh-ab12-x-s SELL 0.010';
    assert.deepEqual(told, ['connected', `${line} @77`, `${line} @78`]);
  });

  it('after a lost connection comes back with a key and asks for a resync', async () => {
    await stream.start();
    await eventually('connected', () => fake.listening('private') === 1);
    fake.dropStreams();
    await eventually('connected again', () => connectedTimes() === 2);
    assert.deepEqual(told, ['connected', 'down: connection lost', 'connected']);
    assert.equal(fake.listening('listenKeyNumber2'), 1);
  });

  for (const [how, wrapped] of [
    ['wrapped', true],
    ['raw', false],
  ] as const) {
    it(`when its key expires (${how}) takes a new one, though the socket stays open`, async () => {
      await stream.start();
      await eventually('connected', () => fake.listening('private') === 1);
      const expired = { e: 'listenKeyExpired', E: '1576653824250', listenKey: 'listenKeyNumber1' };
      if (wrapped) fake.publish('private', 'listenKeyNumber1', expired);
      else fake.publishRaw('private', expired);
      await eventually('connected again', () => connectedTimes() === 2);
      await eventually('the old one is gone', () => fake.listening('private') === 1);
      assert.deepEqual(told, ['connected', 'down: the listen key expired', 'connected']);
      assert.equal(fake.listening('listenKeyNumber2'), 1);
    });
  }

  it('renews its key, and takes a new one when the exchange no longer knows it', async () => {
    stream = build(50);
    const known = { body: { listenKey: 'listenKeyNumber1' } };
    const unknown = { status: 400, body: { code: -1125, msg: 'This listenKey does not exist.' } };
    fake.script('PUT /fapi/v1/listenKey', [known, known, unknown, known]);
    await stream.start();
    await eventually('connected again', () => connectedTimes() === 2);
    assert.equal(told[1], 'down: the exchange no longer knows the listen key');
    assert.equal(fake.listening('listenKeyNumber2'), 1);
  });

  it('keeps the connection when a renewal fails otherwise', async () => {
    stream = build(50);
    fake.on('PUT /fapi/v1/listenKey', () => ({ status: 503, body: 'Service Unavailable.' }));
    await stream.start();
    await eventually('a failed renewal', () => logged.length === 1);
    assert.match(logged[0]!, /listen key not renewed: PUT \/fapi\/v1\/listenKey: HTTP 503/);
    assert.deepEqual(told, ['connected']);
  });

  it('that gets no key at first tries again', async () => {
    fake.script(LISTEN_KEY, [{ status: 503, body: 'Service Unavailable.' }, { body: { listenKey: 'later' } }]);
    await stream.start();
    assert.equal(connectedTimes(), 0);
    await eventually('connected', () => connectedTimes() === 1);
    assert.equal(fake.listening('listenKey=later'), 1);
  });

  it('that is refused by the stream host tries again with growing pauses, not every half second', async () => {
    fake.refuseUpgrades = 401;
    await stream.start();
    await new Promise((resolve) => setTimeout(resolve, 1_800));
    assert.ok(fake.upgrades.length >= 2 && fake.upgrades.length <= 3, `${fake.upgrades.length} attempts`);
    fake.refuseUpgrades = undefined;
    await eventually('connected', () => connectedTimes() === 1);
  });

  it('writes no listen key into the log or to its handlers', async () => {
    fake.refuseUpgrades = 400;
    await stream.start();
    await eventually('a failed attempt', () => logged.length >= 1);
    fake.refuseUpgrades = undefined;
    await eventually('connected', () => connectedTimes() === 1);
    fake.dropStreams();
    await eventually('connected again', () => connectedTimes() === 2);
    assert.ok(![...logged, ...told].some((line) => line.includes('listenKeyNumber')), logged.join('\n'));
  });

  it('survives a message that can not be read, and says so', async () => {
    await stream.start();
    await eventually('connected', () => fake.listening('private') === 1);
    fake.publishRaw('private', { e: 'ORDER_TRADE_UPDATE', E: 5 });
    fake.publishRaw('private', fill);
    await eventually('the fill', () => told.length === 2);
    assert.match(logged[0]!, /unreadable message: user stream: field "o"/);
  });

  it('once stopped stays stopped, and leaves the account’s key alone', async () => {
    await stream.start();
    await eventually('connected', () => fake.listening('private') === 1);
    await stream.stop();
    await eventually('closed', () => fake.listening('private') === 0);
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(fake.upgrades.length, 1);
    assert.equal(fake.asked('DELETE /fapi/v1/listenKey').length, 0);
    assert.deepEqual(told, ['connected']);
  });
});
