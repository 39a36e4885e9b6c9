import assert from 'node:assert/strict';
import { sign } from '../../../apps/paper-exchange/http/signing.ts';
import { DEFAULT_API_KEY } from '../../../apps/paper-exchange/server.ts';
import { PaperSession } from '../paper-session.ts';
import type { EventLog, Json } from '../paper-session.ts';
import { risingCandles, tableMarket } from '../table-market.ts';

describe('WebSocket API', () => {
  let session: PaperSession;
  let api: EventLog;
  beforeEach(async () => {
    session = await PaperSession.start([tableMarket(risingCandles(2))]);
    api = await session.connect('/ws-fapi/v1');
  });
  afterEach(() => session.stop());

  let lastId = 0;
  function call(method: string, params: Json = {}): Promise<Json> {
    const id = (lastId += 1);
    api.send({ id, method, params });
    return api.waitFor((message) => message['id'] === id);
  }
  function signedCall(method: string, params: Json): Promise<Json> {
    const all: Json = { ...params, apiKey: DEFAULT_API_KEY.key, timestamp: Date.now() };
    const payload = Object.keys(all)
      .sort()
      .map((name) => `${name}=${String(all[name])}`)
      .join('&');
    return call(method, { ...all, signature: sign(payload, DEFAULT_API_KEY.secret) });
  }

  it('pings, tells the time, and echoes the id as it came, text or number', async () => {
    assert.deepEqual((await call('ping'))['result'], {});
    api.send({ id: 'a text', method: 'time' });
    const answer = await api.waitFor(({ id }) => id === 'a text');
    assert.equal(answer['status'], 200);
    assert.equal((answer['rateLimits'] as unknown[]).length, 3);
  });

  it('places, finds and cancels an order, signed over the sorted parameters', async () => {
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      quantity: '0.010',
      price: '59000.0',
      timeInForce: 'GTC',
      newClientOrderId: 'by-socket',
    };
    const name = { symbol: 'BTCUSDT', origClientOrderId: 'by-socket' };
    const statusOf = async (method: string, params: Json): Promise<unknown> =>
      ((await signedCall(method, params))['result'] as Json)['status'];
    assert.equal(await statusOf('order.place', order), 'NEW');
    assert.equal(await statusOf('order.status', name), 'NEW');
    assert.equal(await statusOf('order.cancel', name), 'CANCELED');
    const [balance] = (await signedCall('v2/account.balance', {}))['result'] as Json[];
    assert.equal(balance?.['balance'], '10000.00000000');
  });

  it('refuses as REST does: bad signature, unknown method, unknown order', async () => {
    const forged = await call('order.status', { apiKey: 'paper', timestamp: Date.now(), signature: '00' });
    assert.deepEqual([forged['status'], (forged['error'] as Json)['code']], [400, -1022]);
    const unknown = await call('order.dance');
    assert.equal(unknown['status'], 400);
    const missing = await signedCall('order.status', { symbol: 'BTCUSDT', origClientOrderId: 'nobody' });
    assert.equal((missing['error'] as Json)['code'], -2013);
  });

  it('manages the listen key, whose events come on the private path', async () => {
    const { listenKey } = (await call('userDataStream.start', { apiKey: DEFAULT_API_KEY.key }))['result'] as Json;
    const user = await session.connect(`/private/ws?listenKey=${String(listenKey)}`);
    await session.ask('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 3 });
    await user.waitFor(({ e }) => e === 'ACCOUNT_CONFIG_UPDATE');
    assert.equal((await call('userDataStream.ping', { apiKey: DEFAULT_API_KEY.key }))['status'], 200);
  });
});
