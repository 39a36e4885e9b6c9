import assert from 'node:assert/strict';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { HISTORY_FROM, MINUTE, risingCandles, tableMarket } from '../table-market.ts';

const START = HISTORY_FROM + 30 * MINUTE;

describe('lock step', () => {
  let session: PaperSession;
  afterEach(() => session.stop());

  it('awaits the newest bar of history first, and moves on by one minute each time it is finished', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(3))]);
    const before = await session.status();
    assert.deepEqual(
      [before['kind'], before['speed'], before['awaiting'], before['marketTime'], before['finished']],
      ['lockstep', 'max', START - MINUTE, START, false],
    );
    assert.equal(await session.finishMinute(START - MINUTE), START);
    assert.equal((await session.status())['marketTime'], START + MINUTE);
  });

  it('is idempotent: a bar finished before doesn’t move it', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(3))]);
    await session.finishMinute(START - MINUTE);
    assert.equal(await session.finishMinute(START - MINUTE), START);
    assert.equal(await session.finishMinute(START - 5 * MINUTE), START);
    assert.equal(await session.finishMinute(START), START + MINUTE);
  });

  it('moves on when a later bar than the awaited one is finished', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(3))]);
    assert.equal(await session.finishMinute(START + 2 * MINUTE), START);
  });

  it('waits for the strategies of all its symbols', async () => {
    const markets = ['BTCUSDT', 'ETHUSDT'].map((symbol) => tableMarket(risingCandles(3), { symbol }));
    session = await PaperSession.start(markets);
    assert.equal(await session.finishMinute(START - MINUTE), START - MINUTE);
    const body = JSON.stringify({ symbol: 'ETHUSDT', openTime: START - MINUTE });
    const headers = { 'content-type': 'application/json' };
    const answer = await session.raw('POST', '/paper/v1/finish-minute', { headers, body });
    assert.equal((answer.body as Json)['awaiting'], START);
  });

  it('refuses a finished minute without a time or of another symbol', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(3))]);
    const post = async (body: Json): Promise<unknown> => {
      const init = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return ((await session.raw('POST', '/paper/v1/finish-minute', init)).body as Json)['code'];
    };
    assert.equal(await post({ symbol: 'BTCUSDT' }), -1102);
    assert.equal(await post({ symbol: 'NOPEUSDT', openTime: START }), -1121);
    assert.equal(await post({ symbol: 'BTCUSDT', openTime: 'now' }), -1100);
  });

  it('sends what happened to the account first, and the closed kline last', async () => {
    session = await PaperSession.start([tableMarket([[60_000, 60_000, 59_000, 59_100]])]);
    const key = await session.listenKey();
    // one socket for everything, so that the order of arrival is the order of sending
    const log = await session.connect(
      `/ws/${key}/btcusdt@kline_1m/btcusdt@depth20@100ms/btcusdt@markPrice@1s/btcusdt@aggTrade/btcusdt@bookTicker`,
    );
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
    await session.ask('POST', '/fapi/v1/order', { ...order, price: '59500.0' });
    log.messages.length = 0;
    await session.finishMinute();
    await log.waitFor(({ e }) => e === 'kline');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const kinds = log.messages.map(({ e }) => String(e));
    const user = kinds.filter((kind) => kind === kind.toUpperCase());
    assert.deepEqual(new Set(user), new Set(['TRADE_LITE', 'ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE']));
    assert.deepEqual(kinds.slice(0, user.length), user);
    assert.deepEqual(
      new Set(kinds.slice(user.length, -1)),
      new Set(['aggTrade', 'bookTicker', 'depthUpdate', 'markPriceUpdate']),
    );
    assert.equal(kinds.at(-1), 'kline');
  });

  it('gives account events market time', async () => {
    session = await PaperSession.start([tableMarket([[60_000, 60_000, 59_000, 59_100]])]);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
    const placed = await session.ask('POST', '/fapi/v1/order', { ...order, price: '59500.0' });
    assert.equal(placed['updateTime'], START);
    await session.finishMinute();
    const [trade] = await session.ask<Json[]>('GET', '/fapi/v1/userTrades', { symbol: 'BTCUSDT' });
    const time = Number(trade?.['time']);
    assert.ok(time > START && time < START + MINUTE, String(time));
  });

  it('ends with the replay: finished, and everything goes on answering', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(2))]);
    assert.equal(await session.finishMinute(), START);
    assert.equal(await session.finishMinute(), null);
    const status = await session.status();
    assert.deepEqual([status['finished'], status['awaiting'], status['lastClosedBar']], [true, null, START + MINUTE]);
    assert.equal(await session.finishMinute(START + MINUTE), null);
    const rows = (await session.get('/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '1m' })).body as number[][];
    assert.equal(rows.at(-1)?.[0], START + MINUTE);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01', newOrderRespType: 'RESULT' };
    assert.equal((await session.ask('POST', '/fapi/v1/order', order))['avgPrice'], '60020.10');
  });

  it('held after a minute lets that one happen and no other, however often it is finished', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(5))]);
    assert.deepEqual(await session.holdAfter(START + MINUTE), { held: false, lastClosedBar: START - MINUTE });
    assert.equal(await session.finishMinute(), START);
    assert.equal(await session.finishMinute(), START + MINUTE);
    assert.equal((await session.status())['held'], true);
    assert.equal(await session.finishMinute(), START + MINUTE);
    assert.equal(await session.finishMinute(START + 3 * MINUTE), START + MINUTE);
    assert.equal((await session.status())['marketTime'], START + 2 * MINUTE);
  });

  it('goes on at once when it is let go after its minute was finished, and waits when it was not', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(5))], { holdAfter: START });
    await session.finishMinute();
    assert.deepEqual(await session.holdAfter(START + MINUTE), { held: false, lastClosedBar: START });
    await session.finishMinute();
    await session.finishMinute();
    assert.deepEqual(await session.holdAfter(START + 2 * MINUTE), { held: true, lastClosedBar: START + 2 * MINUTE });
  });

  it('held after a minute that is over already stands where it is', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(5))], { holdAfter: 0 });
    assert.equal(await session.finishMinute(), START - MINUTE);
    assert.equal((await session.status())['held'], true);
  });

  it('does not go over a hole to a minute behind the one it is held after', async () => {
    const whole = tableMarket(risingCandles(6));
    const missing = new Set([START + MINUTE, START + 2 * MINUTE]);
    const market = {
      ...whole,
      bar: (openTime: number) => (missing.has(openTime) ? undefined : whole.bar(openTime)),
      bars: (from: number, to: number) => whole.bars(from, to).filter((bar) => !missing.has(bar.openTime)),
    };
    session = await PaperSession.start([market], { holdAfter: START + 2 * MINUTE });
    assert.equal(await session.finishMinute(), START);
    assert.equal(await session.finishMinute(), START);
    assert.equal((await session.status())['held'], true);
  });

  it('forgets the hold with its end: the next start goes on with the next minute', async () => {
    const market = tableMarket(risingCandles(5));
    const first = await PaperSession.start([market], { holdAfter: START });
    await first.finishMinute();
    await first.finishMinute();
    await first.stop(true);
    session = await PaperSession.start([market], { dataDir: first.directory });
    assert.equal((await session.status())['held'], false);
    assert.equal(await session.finishMinute(), START + MINUTE);
  });

  it('refuses a hold without a minute', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(1))]);
    assert.equal((await session.holdAfter())['code'], -1102);
  });

  it('goes over minutes that a recording lacks', async () => {
    const whole = tableMarket(risingCandles(6));
    const missing = new Set([START + MINUTE, START + 2 * MINUTE]);
    const market = {
      ...whole,
      bar: (openTime: number) => (missing.has(openTime) ? undefined : whole.bar(openTime)),
      bars: (from: number, to: number) => whole.bars(from, to).filter((bar) => !missing.has(bar.openTime)),
    };
    session = await PaperSession.start([market]);
    assert.equal(await session.finishMinute(), START);
    assert.equal(await session.finishMinute(START), START + 3 * MINUTE);
  });

  it('makes more than 100 minutes a second when nothing is traded', async () => {
    session = await PaperSession.start([tableMarket(risingCandles(400))]);
    const log = await session.connect('/ws/btcusdt@kline_1m/btcusdt@depth20@100ms');
    const { driver } = session.running.exchange;
    const begin = performance.now();
    for (let minute = 0; minute < 300; minute += 1) driver.finishMinute('BTCUSDT', driver.awaiting ?? 0);
    const seconds = (performance.now() - begin) / 1000;
    await log.waitFor(({ e, k }) => e === 'kline' && (k as Json)['t'] === START + 299 * MINUTE);
    assert.ok(300 / seconds > 100, `${(300 / seconds).toFixed(0)} minutes a second`);
  });
});
