import assert from 'node:assert/strict';
import { createBinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import type { BinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { fillFunding, fillKlines } from '../../../adapters/backfill/fill-by-rest.ts';
import type { RawHistory } from '../../../adapters/exchange/raw-history.ts';
import { klineRow, MINUTE } from '../archive/sample-files.ts';
import { FakeExchange } from '../binance/fake-exchange.ts';
import { LakeFolder } from './lake-folder.ts';

const FROM = Date.UTC(2024, 0, 1);
const HOUR = 60 * MINUTE;

/** A REST kline: text but for times and counts. */
function wireKline(time: number): (string | number)[] {
  return klineRow(time, 40_000)
    .split(',')
    .map((text, column) => ([0, 6, 8].includes(column) ? Number(text) : text));
}

describe('filling bronze by REST', () => {
  let fake: FakeExchange;
  let exchange: BinanceExchange;
  let lake: LakeFolder;
  beforeEach(async () => {
    fake = await FakeExchange.start();
    exchange = createBinanceExchange({ endpoints: fake.endpoints });
    lake = new LakeFolder();
  });
  afterEach(async () => {
    exchange.close();
    await fake.stop();
    await lake.close();
  });

  const options = (now: number, history: RawHistory = exchange.rawHistory) => ({
    lake: lake.lake,
    history,
    now: () => now,
    since: 0,
  });

  it('takes the minutes that are missing page by page, without the open candle, in one commit', async () => {
    const now = FROM + 2_400 * MINUTE + 30_000;
    fake.marketTime(now);
    fake.on('GET /fapi/v1/klines', ({ params }) => {
      const start = Number(params['startTime']);
      const count = Math.min(1_000, (Math.min(Number(params['endTime']), now) - start) / MINUTE + 1);
      return { body: Array.from({ length: Math.floor(count) }, (_, i) => wireKline(start + i * MINUTE)) };
    });
    const range = { from: FROM, to: FROM + 3_000 * MINUTE };
    assert.deepEqual(await fillKlines('BTCUSDT', range, options(now)), { rows: 2_400, missing: 0 });
    assert.equal(fake.asked('GET /fapi/v1/klines').length, 3);
    assert.equal(await lake.version('bronze/kline_1m'), 1);
    const last = await lake.query('bronze/kline_1m', 'SELECT payload FROM t ORDER BY event_time DESC LIMIT 1');
    assert.deepEqual(last, [[JSON.stringify(wireKline(FROM + 2_399 * MINUTE))]]);
    await fillKlines('BTCUSDT', range, options(now));
    assert.equal(await lake.version('bronze/kline_1m'), 1);
  });

  it('keeps the pages that came before a failure, and asks for the others only', async () => {
    const page = [{ time: FROM, payload: JSON.stringify(wireKline(FROM)) }];
    const failing: RawHistory = {
      async *klinePages() {
        yield page;
        throw new Error('the exchange is gone');
      },
      fundingPages: () => assert.fail('not asked'),
    };
    const now = FROM + HOUR;
    await assert.rejects(fillKlines('BTCUSDT', { from: FROM, to: now }, options(now, failing)), /is gone/);
    assert.equal(await lake.count('bronze/kline_1m'), 1);
    fake.marketTime(now);
    fake.on('GET /fapi/v1/klines', () => ({ body: [] }));
    const result = await fillKlines('BTCUSDT', { from: FROM, to: now }, options(now));
    assert.deepEqual(result, { rows: 1, missing: 54 });
    assert.equal(fake.asked('GET /fapi/v1/klines')[0]?.params['startTime'], String(FROM + MINUTE));
  });

  it('adds the settlements that are missing, each once whatever its milliseconds', async () => {
    const settlements = [0, 8, 16].map((hour) => ({
      symbol: 'BTCUSDT',
      fundingTime: FROM + hour * HOUR + 7,
      fundingRate: '0.00010000',
      markPrice: '42000.10000000',
    }));
    const day = { from: FROM, to: FROM + 24 * HOUR };
    fake.on('GET /fapi/v1/fundingRate', () => ({ body: settlements.slice(0, 2) }));
    const now = FROM + 48 * HOUR;
    assert.deepEqual(await fillFunding('BTCUSDT', day, options(now)), { rows: 2, missing: 1 });
    fake.on('GET /fapi/v1/fundingRate', () => ({
      body: settlements.map((one) => ({ ...one, fundingTime: one.fundingTime + 2 })),
    }));
    assert.deepEqual(await fillFunding('BTCUSDT', day, options(now)), { rows: 3, missing: 0 });
    assert.equal(await lake.count('bronze/funding'), 3);
  });
});
