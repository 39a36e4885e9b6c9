import assert from 'node:assert/strict';
import { createBinanceExchange, type BinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import { EXCHANGE_INFO, FakeExchange } from './fake-exchange.ts';

const START = 1_700_000_040_000;

/** A market with minutes from START on, of which the last one that has begun is open, unless the market is paused. */
function serveKlines(fake: FakeExchange, minutes: number, { openCandle }: { openCandle: boolean }): void {
  fake.marketTime(START + minutes * MINUTE_MS + (openCandle ? 20_000 : 0));
  fake.on('GET /fapi/v1/klines', ({ params }) => {
    const limit = Number(params['limit']);
    const from = params['startTime'] === undefined ? -Infinity : Number(params['startTime']);
    const to = params['endTime'] === undefined ? Infinity : Number(params['endTime']);
    const count = minutes + (openCandle ? 1 : 0);
    const times = Array.from({ length: count }, (_, index) => START + index * MINUTE_MS);
    const within = times.filter((time) => time >= from && time <= to);
    const page = params['startTime'] === undefined ? within.slice(-limit) : within.slice(0, limit);
    return { body: page.map((t) => [t, '2', '3', '1', '2.5', '10', t + 59_999, '25', 4, '6', '15', '0']) };
  });
}

describe('klines', () => {
  let fake: FakeExchange;
  let exchange: BinanceExchange;

  beforeEach(async () => {
    fake = await FakeExchange.start();
    exchange = createBinanceExchange({ endpoints: fake.endpoints });
  });

  afterEach(async () => {
    exchange.close();
    await fake.stop();
  });

  const timesOf = (bars: readonly { openTime: number }[]): number[] =>
    bars.map((bar) => (bar.openTime - START) / MINUTE_MS);

  it('of a running market leave the open candle out', async () => {
    serveKlines(fake, 5, { openCandle: true });
    assert.deepEqual(timesOf(await exchange.marketData.latestKlines('BTCUSDT', 3)), [2, 3, 4]);
    assert.deepEqual(
      timesOf(await exchange.marketData.klines('BTCUSDT', START, START + 60 * MINUTE_MS)),
      [0, 1, 2, 3, 4],
    );
  });

  it('of a paused market without an open candle keep the last row', async () => {
    serveKlines(fake, 5, { openCandle: false });
    assert.deepEqual(timesOf(await exchange.marketData.latestKlines('BTCUSDT', 3)), [2, 3, 4]);
    assert.deepEqual(
      timesOf(await exchange.marketData.klines('BTCUSDT', START, START + 60 * MINUTE_MS)),
      [0, 1, 2, 3, 4],
    );
  });

  it('do not take a minute for complete that ended between the question for the time and the rows', async () => {
    serveKlines(fake, 5, { openCandle: true });
    const order = fake.requests.length;
    await exchange.marketData.latestKlines('BTCUSDT', 1);
    const paths = fake.requests.slice(order).map(({ path }) => path);
    assert.deepEqual(paths, ['/fapi/v1/premiumIndex', '/fapi/v1/klines'], 'the time first');
  });

  it('are paged, each minute once and ascending', async () => {
    serveKlines(fake, 2_500, { openCandle: true });
    const bars = await exchange.marketData.klines('BTCUSDT', START, START + 10_000 * MINUTE_MS);
    assert.equal(bars.length, 2_500);
    assert.deepEqual(timesOf(bars), [...bars.keys()]);
    const latest = await exchange.marketData.latestKlines('BTCUSDT', 1_500);
    assert.equal(latest.length, 1_500);
    assert.equal(timesOf(latest)[0], 1_000);
  });

  it('end before `to`', async () => {
    serveKlines(fake, 10, { openCandle: true });
    const bars = await exchange.marketData.klines('BTCUSDT', START + MINUTE_MS, START + 4 * MINUTE_MS);
    assert.deepEqual(timesOf(bars), [1, 2, 3]);
  });

  it('of a young market are as many as there are', async () => {
    serveKlines(fake, 2, { openCandle: true });
    assert.equal((await exchange.marketData.latestKlines('BTCUSDT', 50)).length, 2);
    assert.deepEqual(await exchange.marketData.klines('BTCUSDT', 0, START), []);
  });
});

describe('other market data', () => {
  let fake: FakeExchange;
  let exchange: BinanceExchange;

  beforeEach(async () => {
    fake = await FakeExchange.start();
    exchange = createBinanceExchange({ endpoints: fake.endpoints });
  });

  afterEach(async () => {
    exchange.close();
    await fake.stop();
  });

  it('funding rates are paged by a millisecond beyond the last, in [from, to)', async () => {
    const all = Array.from({ length: 1_300 }, (_, index) => ({
      symbol: 'BTCUSDT',
      fundingTime: START + index * 28_800_000 + (index % 7),
      fundingRate: '0.00010000',
      markPrice: index < 3 ? '' : '30000.1',
    }));
    fake.on('GET /fapi/v1/fundingRate', ({ params }) => ({
      body: all
        .filter(({ fundingTime: t }) => t >= Number(params['startTime']) && t <= Number(params['endTime']))
        .slice(0, Number(params['limit'])),
    }));
    const rates = await exchange.marketData.fundingRates('BTCUSDT', START, all.at(-1)!.fundingTime);
    assert.equal(rates.length, 1_299);
    assert.equal(new Set(rates.map((rate) => rate.fundingTime)).size, 1_299);
  });

  it('the book keeps prices as on the wire', async () => {
    fake.on('GET /fapi/v1/depth', () => ({
      body: { lastUpdateId: 5, E: 7, T: 6, bids: [['30000.10', '1.000']], asks: [['30000.20', '0.500']] },
    }));
    assert.deepEqual(await exchange.marketData.depth('BTCUSDT', 20), {
      symbol: 'BTCUSDT',
      time: 7,
      lastUpdateId: 5,
      bids: [['30000.10', '1.000']],
      asks: [['30000.20', '0.500']],
    });
    assert.deepEqual(fake.asked('GET /fapi/v1/depth')[0]?.params, { symbol: 'BTCUSDT', limit: '20' });
  });

  it('filters are asked for once', async () => {
    const [first, second] = [
      await exchange.marketData.filters('BTCUSDT'),
      await exchange.marketData.filters('BTCUSDT'),
    ];
    assert.deepEqual(first, second);
    assert.equal(first.tickSize, '0.10');
    assert.equal(first.minNotional, '50');
    assert.equal(fake.asked('GET /fapi/v1/exchangeInfo').length, 1);
  });

  it('a failed question for filters is not kept', async () => {
    fake.script('GET /fapi/v1/exchangeInfo', [{ status: 500, body: '' }, { body: EXCHANGE_INFO }]);
    await assert.rejects(exchange.marketData.filters('BTCUSDT'));
    assert.equal((await exchange.marketData.filters('BTCUSDT')).marketMaxQty, '120');
  });
});
