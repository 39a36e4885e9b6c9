import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { LiveMarket, LiveMarketHandlers } from '../../../apps/paper-exchange/market/source.ts';
import { startPaperExchange } from '../../../apps/paper-exchange/server.ts';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';

const NOON = Date.UTC(2026, 2, 1, 7, 59, 58);
const EIGHT = Date.UTC(2026, 2, 1, 8);

/** A live market that says what the test tells it to. */
class PuppetMarket implements LiveMarket {
  readonly kind = 'binance';
  readonly symbol = 'BTCUSDT';
  readonly spec = BTCUSDT_SPEC;
  readonly priceDecimals = 1;
  readonly asked: number[][] = [];
  handlers: LiveMarketHandlers | undefined;

  start(handlers: LiveMarketHandlers): Promise<void> {
    this.handlers = handlers;
    this.say(60_000, NOON);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  klines(from: number, to: number, limit: number): ReturnType<LiveMarket['klines']> {
    this.asked.push([from, to, limit]);
    return Promise.resolve([]);
  }

  fundingRates(): ReturnType<LiveMarket['fundingRates']> {
    return Promise.resolve([]);
  }

  /** A trade, a book around it and a mark price. */
  say(price: number, time: number, nextFundingTime = EIGHT, rate = '0.0001'): void {
    const side = (offset: number): [string, string][] =>
      Array.from({ length: 20 }, (_, index) => [(price + offset * (index + 1)).toFixed(1), '5.000']);
    this.handlers?.onBook({ bids: side(-0.1), asks: side(0.1) }, time);
    this.handlers?.onTrade(price.toFixed(1), time);
    this.handlers?.onMark(price.toFixed(1), price.toFixed(1), rate, nextFundingTime, time);
  }
}

describe('a live market', () => {
  const folders: string[] = [];
  let market: PuppetMarket;
  let session: PaperSession;
  beforeEach(async () => {
    market = new PuppetMarket();
    session = await PaperSession.start(market);
    folders.push(session.directory);
  });
  afterEach(async () => {
    await session.stop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  const BUY = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010', newOrderRespType: 'RESULT' };

  it('fills orders on the book that came last, at its time', async () => {
    const order = await session.ask('POST', '/fapi/v1/order', BUY);
    assert.deepEqual([order['avgPrice'], order['updateTime']], ['60000.10', NOON]);
    const book = (await session.get('/fapi/v1/depth', { symbol: 'BTCUSDT', limit: 5 })).body as Json;
    assert.deepEqual((book['asks'] as unknown[])[0], ['60000.1', '5.000']);
  });

  it('passes raw messages on as they are, and cuts smaller books out of depth20', async () => {
    const log = await session.connect('/ws/btcusdt@kline_1m/btcusdt@depth5@100ms');
    const kline = { e: 'kline', s: 'BTCUSDT', k: { t: NOON, x: true, extra: 'kept' } };
    market.handlers?.onMessage('btcusdt@kline_1m', kline);
    const level = ['1', '1'];
    const depth = { e: 'depthUpdate', b: Array(20).fill(level), a: Array(20).fill(level) };
    market.handlers?.onMessage('btcusdt@depth20@100ms', depth);
    assert.deepEqual(await log.waitFor(({ e }) => e === 'kline'), kline);
    assert.equal(((await log.waitFor(({ e }) => e === 'depthUpdate'))['b'] as unknown[]).length, 5);
    assert.equal((await session.status())['lastClosedBar'], NOON);
  });

  it('triggers a stop by the trades that come, and settles funding when its time has passed', async () => {
    await session.ask('POST', '/fapi/v1/order', BUY);
    const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59500.0' };
    await session.ask('POST', '/fapi/v1/algoOrder', { ...stop, algoType: 'CONDITIONAL', closePosition: 'true' });
    market.say(60_000, EIGHT, EIGHT + 8 * 3_600_000, '0.0002');
    market.say(59_400, EIGHT + 1000, EIGHT + 8 * 3_600_000);
    const income = await session.ask<Json[]>('GET', '/fapi/v1/income', { incomeType: 'FUNDING_FEE' });
    assert.deepEqual(
      income.map((row) => [row['income'], row['time']]),
      [['-0.06000000', EIGHT]],
    );
    assert.deepEqual(await session.ask('GET', '/fapi/v3/positionRisk'), []);
  });

  it('is recovered from what was written of it, to the last digit', async () => {
    await session.ask('POST', '/fapi/v1/order', BUY);
    const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59500.0' };
    await session.ask('POST', '/fapi/v1/algoOrder', { ...stop, algoType: 'CONDITIONAL', closePosition: 'true' });
    market.say(59_990, NOON + 100);
    market.say(60_000, EIGHT, EIGHT + 8 * 3_600_000);
    market.say(59_400, EIGHT + 1000, EIGHT + 8 * 3_600_000);
    market.say(59_450, EIGHT + 2000, EIGHT + 8 * 3_600_000);
    await session.ask('POST', '/fapi/v1/order', BUY);
    const books = async (of: PaperSession): Promise<unknown> => [
      await of.ask('GET', '/fapi/v1/allOrders', { symbol: 'BTCUSDT', orderId: 1 }),
      await of.ask('GET', '/fapi/v1/userTrades', { symbol: 'BTCUSDT', fromId: 1 }),
      await of.ask('GET', '/fapi/v1/allAlgoOrders', { symbol: 'BTCUSDT', algoId: 1 }),
      (await of.ask<Json>('GET', '/fapi/v3/account'))['totalWalletBalance'],
    ];
    const before = await books(session);
    const copy = mkdtempSync(join(tmpdir(), 'paper-live-'));
    folders.push(copy);
    cpSync(session.directory, copy, { recursive: true });
    rmSync(join(copy, 'server.lock'));
    const again = await PaperSession.start(new PuppetMarket(), { dataDir: copy });
    try {
      assert.deepEqual(await books(again), before);
    } finally {
      await again.stop(true);
    }
  });

  it('can’t be held', async () => {
    assert.match(String((await session.holdAfter(NOON))['msg']), /live market cannot be held/);
    assert.equal((await session.status())['held'], false);
  });

  it('that can’t be started is told, and lets its folder go', async () => {
    const broken = new PuppetMarket();
    broken.start = () => Promise.reject(new Error('no network'));
    const dataDir = mkdtempSync(join(tmpdir(), 'paper-live-'));
    folders.push(dataDir);
    const start = (markets: LiveMarket): ReturnType<typeof startPaperExchange> =>
      startPaperExchange({ markets, speed: 1, dataDir, port: 0 });
    await assert.rejects(start(broken), /no network/);
    await (await start(new PuppetMarket())).stop();
  });
});
