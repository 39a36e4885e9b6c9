import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readdir } from 'node:fs/promises';
import type { IngestionMetrics } from '../../../adapters/ingestion/metrics.ts';
import { DAY_MS, MINUTE_MS } from '../../../core/market/bar.ts';
import { BOOK, book, candle, idsFrom, mark, MARKET, NOON, RecordingWorld, trade, until } from './recording-world.ts';

describe('the recorder', () => {
  let world: RecordingWorld;
  beforeEach(async () => {
    world = await RecordingWorld.make();
  });
  afterEach(() => world.close());

  it('keeps every message as it came, with its times, its stream and its partition', async () => {
    const before = Date.now();
    const recorder = await world.record();
    world.exchange.publishRaw(MARKET, candle(NOON, false));
    world.exchange.publishRaw(MARKET, candle(NOON, true));
    world.exchange.publishRaw(MARKET, trade(7, NOON + 3_600_000));
    world.exchange.publishRaw(MARKET, mark(NOON + 5));
    world.exchange.publishRaw(BOOK, book(NOON + 9));
    await until('five messages', () => recorder.metrics().messages === 5);
    const metrics = await recorder.stop();

    const [open, closed] = await world.rows('bronze/kline_1m');
    assert.deepEqual(
      [open?.payload, closed?.payload].sort(),
      [candle(NOON, false), candle(NOON, true)].map((message) => JSON.stringify(message)).sort(),
    );
    assert.deepEqual([open?.origin, open?.eventTime, open?.date], ['btcusdt@kline_1m', NOON, '2026-03-10']);
    const [first] = await world.rows('bronze/agg_trade');
    assert.deepEqual(
      { ...first, receiveTime: 0 },
      {
        source: 'stream',
        origin: 'btcusdt@aggTrade',
        eventTime: NOON + 3_600_000,
        receiveTime: 0,
        payload: JSON.stringify(trade(7, NOON + 3_600_000)),
        date: '2026-03-10',
        hour: 13,
      },
    );
    assert.ok(first!.receiveTime >= before && first!.receiveTime <= Date.now());
    assert.equal((await world.rows('bronze/depth20'))[0]?.payload, JSON.stringify(book(NOON + 9)));
    assert.equal((await world.rows('bronze/mark_price'))[0]?.eventTime, NOON + 5);
    assert.deepEqual([metrics.rows, metrics.flushes, metrics.drops, metrics.unreadable], [5, 4, 0, 0]);
    assert.equal(metrics.journalBytes, 0, 'nothing is left in the journal');
  });

  it('says what can’t be read, counts it, and goes on', async () => {
    const recorder = await world.record();
    world.exchange.publishRaw(MARKET, { e: 'aggTrade', E: NOON, s: 'BTCUSDT', a: 1 });
    world.exchange.publishRaw(MARKET, { ...trade(1), s: 'ETHUSDT' });
    world.exchange.publishRaw(MARKET, 'no object');
    world.exchange.publishRaw(MARKET, { e: 'forceOrder', E: NOON });
    world.sendTrades(2, 2);
    await until('five messages', () => recorder.metrics().messages === 5);
    const metrics = await recorder.stop();
    assert.equal(metrics.unreadable, 4);
    assert.deepEqual(await world.tradeIds(), [2]);
    assert.match(world.said.join('\n'), /not recorded, as a time in it is no time.*"a":1/);
  });

  it('leaves no listener on a signal that outlives its flushes', async () => {
    const recorder = await world.record();
    const { signal } = new AbortController();
    for (let id = 1; id <= 12; id++) {
      world.sendTrades(id, id);
      await until(`${id} messages`, () => recorder.metrics().messages === id);
      await recorder.flush(signal);
    }
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 12));
    await recorder.stop();
  });

  it('fetches by REST what the stream left out, and keeps what came twice or late', async () => {
    const recorder = await world.record();
    world.sendTrades(1, 3);
    world.sendTrades(4, 1_500, false);
    world.sendTrades(1_501, 1_502);
    world.sendTrades(2, 3);
    world.sendTrades(1_504, 1_504);
    world.sendTrades(1_503, 1_503);
    world.exchange.publishRaw(MARKET, candle(NOON, true));
    world.exchange.publishRaw(MARKET, candle(NOON + 4 * MINUTE_MS, true));
    await until('the holes filled', async () => recorder.metrics().restRows >= 1_497 + 3);
    await recorder.stop();
    const ids = await world.tradeIds();
    assert.deepEqual([...new Set(ids)], idsFrom(1, 1_504));
    assert.ok(ids.length >= 1_504 + 2, 'what came twice is there twice');
    const candles = await world.rows('bronze/kline_1m');
    assert.deepEqual(
      candles.map(({ source, eventTime, hour }) => [source, (eventTime - NOON) / MINUTE_MS, hour]),
      [
        ['stream', 0, 12],
        ['rest', 1, null],
        ['rest', 2, null],
        ['rest', 3, null],
        ['stream', 4, 12],
      ],
    );
    assert.equal(candles[1]?.origin, '/fapi/v1/klines');
    assert.deepEqual((JSON.parse(candles[1].payload) as unknown[])[0], NOON + MINUTE_MS);
  });

  it('connects again after a drop, and misses no trade of the time between', async () => {
    const recorder = await world.record();
    world.sendTrades(1, 10);
    await until('ten trades', () => recorder.metrics().messages === 10);
    world.exchange.dropStreams();
    world.sendTrades(11, 20, false);
    await until('it was noticed', () => world.said.length >= 2);
    await world.connected();
    world.sendTrades(21, 21);
    await until('the hole filled', () => recorder.metrics().restRows === 10);
    const metrics = await recorder.stop();
    assert.equal(metrics.reconnects, 2, 'both routes were lost');
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 21));
  });

  it('replaces a connection before it grows too old by one that overlaps: nothing is missing, no REST needed', async function () {
    this.timeout(30_000);
    const recorder = await world.record({ limits: { renewAfterMs: 500 } });
    let id = 0;
    const sending = setInterval(() => {
      id += 1;
      world.sendTrades(id, id);
    }, 5);
    await until(
      'two renewals',
      () => world.exchange.upgrades.filter((url) => url.startsWith(MARKET)).length >= 3,
      20_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    clearInterval(sending);
    await until('the last trade', async () => {
      await recorder.flush();
      return (await world.tradeIds()).includes(id);
    });
    const metrics = await recorder.stop();
    assert.deepEqual([...new Set(await world.tradeIds())], idsFrom(1, id));
    assert.deepEqual([metrics.restRows, metrics.reconnects], [0, 0]);
  });

  it('replaces a connection that says nothing', async () => {
    await world.record({ limits: { silenceMs: 300 } });
    await until('another one', () => world.exchange.upgrades.length >= 3, 5_000);
  });

  it('goes on where the recorder before it stopped', async () => {
    const first = await world.record();
    world.sendTrades(1, 5);
    await until('five trades', () => first.metrics().messages === 5);
    await first.stop();
    world.sendTrades(6, 9, false);
    const second = await world.record();
    world.sendTrades(10, 10);
    await until('the hole filled', () => second.metrics().restRows === 4);
    await second.stop();
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 10));
  });

  it('is the only one on its journal', async () => {
    await world.record();
    await assert.rejects(world.record(), /the journal of market data in .* is being written by process \d+/);
  });

  it('tells of a market day once, when what came of it is in Bronze, and again until it is heard', async () => {
    const told: { date: string; rows: number }[] = [];
    let refusals = 1;
    const onMarketDay = async (date: string): Promise<void> => {
      if (refusals-- > 0) throw new Error('the pipeline is away');
      told.push({ date, rows: (await world.rows('bronze/mark_price')).length });
    };
    const recorder = await world.record({ onMarketDay, limits: { flushAgeMs: 60_000 } });
    const midnight = NOON + DAY_MS / 2;
    for (const time of [midnight - 2_000, midnight - 1_000, midnight, midnight + 1_000]) {
      world.exchange.publishRaw(MARKET, mark(time));
    }
    await until('the day told of', () => told.length === 1);
    assert.deepEqual(told, [{ date: '2026-03-10', rows: 4 }]);
    assert.match(world.said.join('\n'), /the end of 2026-03-10 is not told of yet: the pipeline is away/);
    await recorder.stop();

    const again = await world.record({ onMarketDay });
    world.exchange.publishRaw(MARKET, mark(midnight + 2_000));
    world.exchange.publishRaw(MARKET, mark(midnight + 2 * DAY_MS));
    await until('the days of the absence told of', () => told.length === 3);
    await again.stop();
    assert.deepEqual(
      told.map(({ date }) => date),
      ['2026-03-10', '2026-03-11', '2026-03-12'],
    );
  });

  it('measures lag in a market on the wall clock', async () => {
    const recorder = await world.record({ clock: { kind: 'realtime' } });
    world.exchange.publishRaw(MARKET, mark(Date.now() - 250));
    await until('one message', () => recorder.metrics().messages === 1);
    const { lagMs, longestLagMs } = recorder.metrics();
    assert.ok(lagMs! >= 250 && lagMs! < 5_000, String(lagMs));
    assert.equal(longestLagMs, lagMs);
  });

  it('notices that this machine’s clock is an hour off, says so, and says when it is right again', async function () {
    this.timeout(60_000);
    let offMs = 3_600_000;
    const recorder = await world.record({ clock: { kind: 'realtime' }, now: () => Date.now() + offMs });
    const sending = setInterval(() => world.exchange.publishRaw(MARKET, mark(Date.now())), 100);
    try {
      await until('the sentence', () => world.said.some((sentence) => sentence.includes('3600 s ahead')), 25_000);
      assert.ok(Math.abs(recorder.metrics().clockAheadMs! - 3_600_000) < 5_000);
      offMs = 0;
      await until('the other sentence', () => world.said.some((sentence) => sentence.includes('right again')), 25_000);
      assert.equal(recorder.metrics().clockAheadMs, undefined);
    } finally {
      clearInterval(sending);
    }
    await recorder.stop();
    const [row] = await world.rows('bronze/mark_price');
    assert.ok(row!.receiveTime - row!.eventTime >= 3_599_000, 'the row says both times as they were');
    assert.equal(row!.date, new Date(row!.eventTime).toISOString().slice(0, 10), 'its day is the exchange’s');
  });

  it('leaves one file a table behind, which keeps the count of its commits', async () => {
    const recorder = await world.record();
    world.sendTrades(1, 1);
    await until('a trade', () => recorder.metrics().messages === 1);
    const metrics: IngestionMetrics = await recorder.stop();
    assert.equal(metrics.rows, 1);
    const files = (await readdir(world.journalFolder)).filter((file) => file.endsWith('.tsv'));
    assert.equal(files.length, 4, files.join(', '));
  });
});
