import assert from 'node:assert/strict';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { HISTORY_FROM, MINUTE, risingCandles, tableMarket } from '../table-market.ts';

const START = HISTORY_FROM + 30 * MINUTE;

describe('a market that runs by itself', () => {
  let session: PaperSession;
  afterEach(() => session.stop());

  it('at 1x is as fast as the wall clock', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(3))], { speed: 1 });
    const first = Number((await session.status())['marketTime']);
    const begin = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const passed = Number((await session.status())['marketTime']) - first;
    const wall = performance.now() - begin;
    assert.ok(Math.abs(passed - wall) < 150, `${passed} ms of market in ${wall} ms`);
    assert.equal((await session.status())['kind'], 'realtime');
  });

  it('at 120x closes a minute every half second, in order and without a gap', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(10))], { speed: 120 });
    const log = await session.connect('/ws/btcusdt@kline_1m');
    const closed = (): Json[] => log.messages.map(({ k }) => k as Json).filter(({ x }) => x === true);
    await log.waitFor(() => closed().length >= 4, 8000);
    const times = closed().map(({ t }) => Number(t));
    const first = times[0] ?? 0;
    assert.deepEqual(
      times,
      times.map((_, index) => first + index * MINUTE),
    );
    const open = log.messages.filter(({ k }) => (k as Json)['x'] === false);
    assert.ok(open.length >= 4, 'the candle is told while it is open');
    const eventTimes = log.messages.map(({ E }) => Number(E));
    assert.deepEqual(
      eventTimes,
      [...eventTimes].sort((left, right) => left - right),
    );
  });

  it('tells about ten messages a wall second and stream, not more, however fast', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(600))], { speed: 600 });
    const log = await session.connect('/ws/btcusdt@depth20@100ms/btcusdt@markPrice@1s/btcusdt@bookTicker');
    const begin = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const seconds = (performance.now() - begin) / 1000;
    for (const kind of ['depthUpdate', 'markPriceUpdate', 'bookTicker']) {
      const rate = log.messages.filter(({ e }) => e === kind).length / seconds;
      // one a tick, and one where a minute closes (ten a second at this speed)
      assert.ok(rate > 3 && rate < 25, `${kind}: ${rate.toFixed(1)} a second`);
    }
  });

  it('moves along the path inside the minute: the open candle shows no future', async () => {
    session = await PaperSession.start([tableMarket([[60_000, 60_100, 59_900, 60_050]])], { speed: 1 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const rows = (await session.get('/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '1m', limit: 1 })).body;
    const [openTime, open, high, low] = (rows as [number, string, string, string][])[0] ?? [];
    assert.deepEqual([openTime, open, high], [START, '60000.00', '60000.00']);
    assert.ok(Number(low) > 59_980, String(low));
  });

  it('lets a resting order fill when the path is there, in market time', async () => {
    session = await PaperSession.start([tableMarket([[60_000, 60_000, 59_000, 59_100], ...risingCandles(5)])], {
      speed: 120,
    });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
    const placed = await session.ask('POST', '/fapi/v1/order', { ...order, price: '59000.0' });
    const log = await session.connect(`/private/ws?listenKey=${await session.listenKey()}`);
    const fill = await log.waitFor(({ e }) => e === 'TRADE_LITE', 3000);
    assert.ok(Number(placed['updateTime']) < START + 20_000);
    // a falling minute is at its high after 20 s and at its low after 40 s
    assert.ok(Math.abs(Number(fill['T']) - (START + 40_000)) <= 1000, String(Number(fill['T']) - START));
  });

  it('held after a minute stands still at its end, and goes on from there when it is let go', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(20))], { speed: 600, holdAfter: START + MINUTE });
    const log = await session.connect('/ws/btcusdt@kline_1m');
    await log.waitFor(({ k }) => (k as Json)['t'] === START + MINUTE && (k as Json)['x'] === true);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const still = await session.status();
    assert.deepEqual(
      [still['held'], still['lastClosedBar'], still['marketTime']],
      [true, START + MINUTE, START + 2 * MINUTE],
    );
    await session.holdAfter(START + 3 * MINUTE);
    await log.waitFor(({ k }) => (k as Json)['t'] === START + 3 * MINUTE && (k as Json)['x'] === true);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal((await session.status())['marketTime'], START + 4 * MINUTE);
  });

  it('held after a minute that is over already stands where it is, and its clock never goes back', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(20))], { speed: 120 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = Number((await session.status())['marketTime']);
    assert.equal((await session.holdAfter(0))['held'], true);
    const stopped = Number((await session.status())['marketTime']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(stopped >= before, `${stopped} after ${before}`);
    assert.equal((await session.status())['marketTime'], stopped);
  });

  it('ends with the replay and goes on answering', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(2))], { speed: 1000 });
    const log = await session.connect('/ws/btcusdt@kline_1m');
    await log.waitFor(({ k }) => (k as Json)['t'] === START + MINUTE && (k as Json)['x'] === true);
    const status = await session.status();
    assert.deepEqual([status['finished'], status['marketTime']], [true, START + 2 * MINUTE]);
    assert.equal(await session.finishMinute(START), null);
  });
});
