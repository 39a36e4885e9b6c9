import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBinanceMarket } from '../../../apps/paper-exchange/market/binance.ts';
import { createSimulatedMinuteMarket } from '../../../apps/paper-exchange/market/simulated.ts';
import { startPaperExchange } from '../../../apps/paper-exchange/server.ts';
import type { PaperExchangeOptions, RunningPaperExchange } from '../../../apps/paper-exchange/server.ts';

/**
 * Binance can't be reached from everywhere, so a paper exchange on the simulated market stands in for it: it speaks the
 * same protocol. The live market under test, and a second paper exchange on top of it, can't tell the difference.
 */
describe('the live market, with a paper exchange standing in for Binance', () => {
  const simulated = createSimulatedMinuteMarket({ seed: 1 });
  const running: RunningPaperExchange[] = [];
  const folders: string[] = [];
  let binance: RunningPaperExchange;

  async function start(markets: PaperExchangeOptions['markets'], speed: number): Promise<RunningPaperExchange> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'standing-in-'));
    folders.push(dataDir);
    const exchange = await startPaperExchange({ markets, speed, dataDir, port: 0 });
    running.push(exchange);
    return exchange;
  }

  beforeEach(async () => {
    binance = await start([simulated], 60);
  });
  afterEach(async () => {
    for (const exchange of running.splice(0).reverse()) await exchange.stop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('hears every stream, its trades without a hole, and reads the same history', async () => {
    const logged: string[] = [];
    const market = await createBinanceMarket({
      restUrl: binance.url,
      wsUrl: binance.wsUrl,
      log: (line) => logged.push(line),
    });
    assert.deepEqual(market.spec.filters, simulated.spec.filters);

    const streams = new Map<string, unknown[]>();
    const told = { trades: 0, books: 0, marks: 0 };
    await market.start({
      onMessage: (stream, data) => streams.set(stream, [...(streams.get(stream) ?? []), data]),
      onTrade: () => (told.trades += 1),
      onBook: () => (told.books += 1),
      onMark: () => (told.marks += 1),
    });
    const closed = (): { t: number; c: string }[] =>
      (streams.get('btcusdt@kline_1m') ?? [])
        .map((data) => (data as { k: { t: number; c: string; x: boolean } }).k)
        .filter((k) => k.x);
    const deadline = performance.now() + 20_000;
    while (closed().length < 2 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    await market.stop();

    assert.ok(closed().length >= 2, 'two minutes closed');
    for (const { t, c } of closed()) assert.equal(Number(c), simulated.bar(t)?.close);
    assert.deepEqual([...streams.keys()].toSorted(), [
      'btcusdt@aggTrade',
      'btcusdt@bookTicker',
      'btcusdt@depth20@100ms',
      'btcusdt@kline_1m',
      'btcusdt@markPrice@1s',
    ]);
    const ids = streams.get('btcusdt@aggTrade')!.map((data) => (data as { a: number }).a);
    ids.forEach((id, i) => assert.equal(id, ids[0]! + i));
    assert.deepEqual(
      told,
      {
        trades: ids.length,
        books: streams.get('btcusdt@depth20@100ms')!.length,
        marks: streams.get('btcusdt@markPrice@1s')!.length,
      },
      logged.join('\n'),
    );
    const day = await market.klines(simulated.startsAt - 86_400_000, simulated.startsAt, 1440);
    assert.deepEqual(day, simulated.bars(simulated.startsAt - 86_400_000, simulated.startsAt));
    const funding = await market.fundingRates(simulated.historyFrom, simulated.startsAt);
    assert.deepEqual(
      funding.map(({ fundingTime, rate }) => [fundingTime, Number(rate)]),
      simulated
        .funding(simulated.historyFrom, simulated.startsAt)
        .map(({ fundingTime, rate }) => [fundingTime, Number(rate)]),
    );
  });

  it('carries a paper exchange of its own, which quotes what upstream quotes', async () => {
    const market = await createBinanceMarket({ restUrl: binance.url, wsUrl: binance.wsUrl });
    const paper = await start(market, 1);
    const get = async (url: string): Promise<unknown> => (await fetch(url)).json();
    const query = `symbol=BTCUSDT&interval=1m&startTime=${simulated.startsAt - 60 * 60_000}&endTime=${simulated.startsAt - 1}`;
    const candles = (await get(`${paper.url}/fapi/v1/klines?${query}`)) as unknown[];
    assert.equal(candles.length, 60);
    assert.deepEqual(candles, await get(`${binance.url}/fapi/v1/klines?${query}`));
    const book = (await get(`${paper.url}/fapi/v1/depth?symbol=BTCUSDT&limit=20`)) as {
      bids: unknown[];
      asks: unknown[];
    };
    assert.deepEqual([book.bids.length, book.asks.length], [20, 20]);
  });
});
