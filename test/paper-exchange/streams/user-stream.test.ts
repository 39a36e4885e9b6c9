import assert from 'node:assert/strict';
import { assertSameShape, needFixtures, observedUserEvents, recordedEvent } from '../recorded-shapes.ts';
import { keyHeader, PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { tableMarket } from '../table-market.ts';

const BUY = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010', newClientOrderId: 'entry' };
const STOP = {
  algoType: 'CONDITIONAL',
  symbol: 'BTCUSDT',
  side: 'SELL',
  type: 'STOP_MARKET',
  triggerPrice: '59500.0',
  closePosition: 'true',
  clientAlgoId: 'stop',
};

describe('user data stream', () => {
  let session: PaperSession;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    session = await PaperSession.start([tableMarket([[60_000, 60_000, 59_000, 59_100]])], { wallNow: () => now });
  });
  afterEach(() => session.stop());

  it('tells a fill as TRADE_LITE, ORDER_TRADE_UPDATE and ACCOUNT_UPDATE', async function () {
    needFixtures(this);
    const log = await session.connect(`/private/ws?listenKey=${await session.listenKey()}`);
    await session.ask('POST', '/fapi/v1/order', BUY);
    await log.waitFor(({ e }) => e === 'ACCOUNT_UPDATE');
    const fill = await log.waitFor(({ e, o }) => e === 'ORDER_TRADE_UPDATE' && (o as Json)['x'] === 'TRADE');
    const o = fill['o'] as Json;
    assert.deepEqual(
      [o['c'], o['X'], o['l'], o['z'], o['L'], o['N'], o['n'], o['m']],
      ['entry', 'FILLED', '0.010', '0.010', '60000.10', 'USDT', '0.30000050', false],
    );
    for (const kind of ['ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE', 'TRADE_LITE']) {
      const event = log.messages.find(({ e }) => e === kind);
      for (const observed of observedUserEvents(kind)) assertSameShape(event, observed, [], kind);
    }
    // fields of trailing stops
    assertSameShape(fill, recordedEvent('OrderUpdate'), ['AP', 'cr']);
  });

  it('tells the way of a conditional order to its fill, before the kline of its minute', async () => {
    const journal: Json[] = [];
    const market = await session.connect('/ws/btcusdt@kline_1m', journal);
    const user = await session.connect(`/private/ws?listenKey=${await session.listenKey()}`, journal);
    await session.ask('POST', '/fapi/v1/order', BUY);
    const placed = await session.ask('POST', '/fapi/v1/algoOrder', STOP);
    await session.finishMinute();
    await market.waitFor(({ e }) => e === 'kline');
    await user.waitFor(({ e, o }) => e === 'ALGO_UPDATE' && (o as Json)['X'] === 'FINISHED');
    const algo = user.messages.filter(({ e }) => e === 'ALGO_UPDATE').map(({ o }) => o as Json);
    assert.deepEqual(
      algo.map((each) => each['X']),
      ['NEW', 'TRIGGERING', 'TRIGGERED', 'FINISHED'],
    );
    const order = user.messages.filter(({ o }) => (o as Json | undefined)?.['ot'] === 'STOP_MARKET').at(-1);
    assert.equal(String((order?.['o'] as Json)['i']), algo.at(-1)?.['ai']);
    assert.equal(algo.at(-1)?.['aid'], placed['algoId']);
    assert.ok(Number(order?.['E']) < Number(market.messages[0]?.['E']));
  });

  it('has ALGO_UPDATE and ACCOUNT_CONFIG_UPDATE as documented', async function () {
    needFixtures(this);
    const log = await session.connect(`/private/ws?listenKey=${await session.listenKey()}`);
    await session.ask('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 5 });
    await session.ask('POST', '/fapi/v1/order', BUY);
    await session.ask('POST', '/fapi/v1/algoOrder', STOP);
    assertSameShape(await log.waitFor(({ e }) => e === 'ALGO_UPDATE'), recordedEvent('AlgoOrderUpdate'));
    assertSameShape(await log.waitFor(({ e }) => e === 'ACCOUNT_CONFIG_UPDATE'), recordedEvent('Leverage'));
  });

  it('comes on every private path, wrapped on /stream, and only with the events asked for', async () => {
    const key = await session.listenKey();
    const wrapped = await session.connect(`/private/stream?listenKey=${key}`);
    const chosen = await session.connect(`/private/ws?listenKey=${key}&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE`);
    const legacy = await session.connect(`/ws/${key}`);
    await session.ask('POST', '/fapi/v1/order', BUY);
    const message = await wrapped.waitFor(({ data }) => (data as Json | undefined)?.['e'] === 'ACCOUNT_UPDATE');
    assert.equal(message['stream'], key);
    await chosen.waitFor(({ e }) => e === 'ACCOUNT_UPDATE');
    await legacy.waitFor(({ e }) => e === 'TRADE_LITE');
    assert.ok(!chosen.messages.some(({ e }) => e === 'TRADE_LITE'));
  });

  it('hands out one key, extends it, and forgets it after an hour with listenKeyExpired', async () => {
    const key = await session.listenKey();
    assert.equal(await session.listenKey(), key);
    const log = await session.connect(`/private/ws?listenKey=${key}`);
    now += 59 * 60_000;
    const extended = await session.raw('PUT', '/fapi/v1/listenKey', { headers: keyHeader() });
    assert.deepEqual(extended.body, { listenKey: key });
    now += 59 * 60_000;
    assert.equal(await session.listenKey(), key);
    now += 61 * 60_000;
    const late = await session.raw('PUT', '/fapi/v1/listenKey', { headers: keyHeader() });
    assert.equal((late.body as Json)['code'], -1125);
    const expired = await log.waitFor(({ e }) => e === 'listenKeyExpired', 8000);
    assert.equal(expired['listenKey'], key);
    assert.equal(log.socket.readyState, log.socket.OPEN, 'the socket stays open');
    assert.notEqual(await session.listenKey(), key);
  });

  it('ends with DELETE', async () => {
    const key = await session.listenKey();
    const gone = await session.raw('DELETE', '/fapi/v1/listenKey', { headers: keyHeader() });
    assert.deepEqual(gone.body, {});
    assert.notEqual(await session.listenKey(), key);
  });

  it('needs the API key', async () => {
    assert.equal((await session.raw('POST', '/fapi/v1/listenKey')).status, 401);
  });
});
