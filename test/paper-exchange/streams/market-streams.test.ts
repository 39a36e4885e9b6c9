import assert from 'node:assert/strict';
import { assertSameShape, needFixtures, recordedEvent } from '../recorded-shapes.ts';
import { PaperSession } from '../paper-session.ts';
import type { EventLog, Json } from '../paper-session.ts';
import { HISTORY_FROM, MINUTE, risingCandles, tableMarket } from '../table-market.ts';

const START = HISTORY_FROM + 30 * MINUTE;

describe('market streams', () => {
  let session: PaperSession;
  beforeEach(async () => {
    session = await PaperSession.start([tableMarket(risingCandles(10))]);
  });
  afterEach(() => session.stop());

  const isKline = (message: Json): boolean => message['e'] === 'kline';
  async function subscribe(log: EventLog, params: string[], id: number | string = 1): Promise<Json> {
    log.send({ method: 'SUBSCRIBE', params, id });
    return log.waitFor((message) => message['id'] === id);
  }

  it('send events raw on /ws and wrapped on /stream, on every route and unrouted', async () => {
    const raw = ['/ws/btcusdt@kline_1m', '/market/ws/btcusdt@kline_1m', '/market/ws/btcusdt@aggTrade/btcusdt@kline_1m'];
    const wrapped = ['/stream?streams=btcusdt@kline_1m/btcusdt@depth5', '/market/stream?streams=btcusdt@kline_1m'];
    const rawLogs = await Promise.all(raw.map((path) => session.connect(path)));
    const wrappedLogs = await Promise.all(wrapped.map((path) => session.connect(path)));
    await session.finishMinute();
    for (const log of rawLogs) await log.waitFor(isKline);
    for (const log of wrappedLogs) {
      const message = await log.waitFor(({ stream }) => stream === 'btcusdt@kline_1m');
      assert.ok(isKline(message['data'] as Json));
    }
  });

  it('answer SUBSCRIBE, LIST_SUBSCRIPTIONS and UNSUBSCRIBE, with the id as it came', async () => {
    const log = await session.connect('/market/ws');
    assert.deepEqual(await subscribe(log, ['btcusdt@aggTrade', 'btcusdt@kline_1m'], 7), { result: null, id: 7 });
    log.send({ method: 'LIST_SUBSCRIPTIONS', id: 'list' });
    const list = await log.waitFor(({ id }) => id === 'list');
    assert.deepEqual(list['result'], ['btcusdt@aggTrade', 'btcusdt@kline_1m']);
    log.send({ method: 'UNSUBSCRIBE', params: ['btcusdt@aggTrade'], id: 9 });
    await log.waitFor(({ id }) => id === 9);
    await session.finishMinute();
    await log.waitFor(isKline);
    assert.ok(!log.messages.some(({ e }) => e === 'aggTrade'));
  });

  it('refuse on a routed path what belongs to the other route, and serve both unrouted', async () => {
    const market = await session.connect('/market/ws');
    assert.equal((await subscribe(market, ['btcusdt@depth20@100ms']))['code'], 2);
    const pub = await session.connect('/public/ws');
    assert.equal((await subscribe(pub, ['btcusdt@kline_1m']))['code'], 2);
    const ignored = await session.connect('/public/ws/btcusdt@kline_1m/btcusdt@bookTicker');
    const unrouted = await session.connect('/ws/btcusdt@kline_1m/btcusdt@bookTicker');
    await session.finishMinute();
    await ignored.waitFor(({ e }) => e === 'bookTicker');
    await unrouted.waitFor(isKline);
    await unrouted.waitFor(({ e }) => e === 'bookTicker');
    assert.ok(!ignored.messages.some(isKline));
  });

  it('answer what they cannot read with an error, and stay', async () => {
    const log = await session.connect('/ws');
    log.socket.send('not json');
    await log.waitFor(({ code }) => code === 3);
    log.send({ method: 'DANCE', id: 3 });
    assert.deepEqual((await log.waitFor(({ id }) => id === 3))['code'], 2);
    assert.deepEqual(await subscribe(log, ['btcusdt@kline_1m'], 4), { result: null, id: 4 });
  });

  it('carry market time, and close a candle with x true and the bar’s own numbers', async () => {
    const log = await session.connect('/ws/btcusdt@kline_1m');
    await session.finishMinute();
    const event = await log.waitFor(isKline);
    assert.equal(event['E'], START + MINUTE);
    const k = event['k'] as Json;
    assert.deepEqual(
      [k['t'], k['T'], k['o'], k['h'], k['l'], k['c'], k['v'], k['n'], k['x']],
      [START, START + MINUTE - 1, '60000.00', '60010.00', '60000.00', '60010.00', '26.000', 260, true],
    );
  });

  it('close longer candles only where they end', async () => {
    const log = await session.connect('/ws/btcusdt@kline_5m/btcusdt@kline_1m');
    for (let minute = 0; minute < 6; minute += 1) await session.finishMinute();
    await log.waitFor((message) => isKline(message) && (message['k'] as Json)['t'] === START + 5 * MINUTE);
    const fives = log.messages.filter((message) => (message['k'] as Json)['i'] === '5m').map(({ k }) => k as Json);
    assert.deepEqual(
      fives.map((k) => [k['t'], k['o'], k['c'], k['v'], k['x']]),
      [[START, '60000.00', '60050.00', '130.000', true]],
    );
  });

  it('chain their book updates by pu and u', async () => {
    const log = await session.connect('/ws/btcusdt@depth20@100ms/btcusdt@depth');
    for (let minute = 0; minute < 3; minute += 1) await session.finishMinute();
    const books = (levels: boolean): Json[] =>
      log.messages.filter(({ e, b }) => e === 'depthUpdate' && ((b as unknown[]).length === 20) === levels);
    await log.waitFor(() => books(true).length >= 3);
    const [first, second, third] = books(true);
    assert.deepEqual([second?.['pu'], third?.['pu']], [first?.['u'], second?.['u']]);
    assert.equal((first?.['a'] as unknown[]).length, 20);
    const [change] = log.messages.filter(({ u, b }) => u === second?.['u'] && (b as unknown[]).length !== 20);
    assert.equal(change?.['pu'], first?.['u']);
    const gone = (change?.['b'] as [string, string][]).filter(([, quantity]) => quantity === '0');
    assert.ok(gone.length > 0, 'a level that went is told with quantity 0');
  });

  it('end a connection that sends more than ten messages a second', async () => {
    const log = await session.connect('/ws');
    const closed = new Promise<number>((resolve) => log.socket.once('close', resolve));
    for (let message = 0; message < 25; message += 1) log.send({ method: 'LIST_SUBSCRIPTIONS', id: message });
    assert.equal(await closed, 1008);
  });

  it('refuse a path that is none', async () => {
    await assert.rejects(session.connect('/nowhere'), /404/);
  });

  it('have the shapes of the recordings', async function () {
    needFixtures(this);
    const streams = ['kline_1m', 'aggTrade', 'markPrice@1s', 'bookTicker', 'depth5@100ms', 'ticker', 'miniTicker'];
    const log = await session.connect(`/ws/${streams.map((stream) => `btcusdt@${stream}`).join('/')}`);
    await session.finishMinute();
    const kinds: [event: string, recorded: string][] = [
      ['kline', 'Klines'],
      ['aggTrade', 'AggTrades'],
      ['markPriceUpdate', 'MarkPrice'],
      ['bookTicker', 'BookTicker'],
      ['depthUpdate', 'PartialBook'],
      ['24hrTicker', 'Ticker'],
      ['24hrMiniTicker', 'MiniTicker'],
    ];
    for (const [event, recorded] of kinds) {
      assertSameShape(await log.waitFor(({ e }) => e === event), recordedEvent(recorded), [], event);
    }
  });
});

describe('the WebSocket server', () => {
  it('pings its clients, and answers their pings', async () => {
    const session = await PaperSession.start([tableMarket(risingCandles(2))], { pingEveryMs: 20 });
    try {
      const log = await session.connect('/ws');
      await new Promise((resolve) => log.socket.once('ping', resolve));
      const pong = new Promise((resolve) => log.socket.once('pong', resolve));
      log.socket.ping();
      await pong;
    } finally {
      await session.stop();
    }
  });
});
