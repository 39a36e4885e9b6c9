import assert from 'node:assert/strict';
import { createBinanceMarket } from '../../../apps/paper-exchange/market/binance.ts';
import type { BinanceMarketOptions } from '../../../apps/paper-exchange/market/binance.ts';
import type { LiveMarket, LiveMarketHandlers } from '../../../apps/paper-exchange/market/source.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import { FakeUpstream } from './fake-upstream.ts';

const trade = (id: number, price: string): object => ({
  e: 'aggTrade',
  E: id,
  s: 'BTCUSDT',
  a: id,
  p: price,
  q: '0.1',
  T: 1000 + id,
});

/** Notes in one list what the market tells, the raw messages apart. */
function recorder(): { handlers: LiveMarketHandlers; told: string[]; raw: string[] } {
  const told: string[] = [];
  const raw: string[] = [];
  const handlers: LiveMarketHandlers = {
    onMessage: (stream, data) => raw.push(`${stream} ${JSON.stringify(data)}`),
    onTrade: (price, time) => told.push(`trade ${price} ${time}`),
    onBook: (book, time) => told.push(`book ${book.bids[0]?.join('x')} ${book.asks[0]?.join('x')} ${time}`),
    onMark: (mark, index, rate, next, time) => told.push(`mark ${mark} ${index} ${rate} ${next} ${time}`),
  };
  return { handlers, told, raw };
}

async function until(what: string, happened: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!happened()) {
    if (performance.now() > deadline) assert.fail(`waited 5 s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the live market of Binance', () => {
  let upstream: FakeUpstream;
  let market: LiveMarket | undefined;
  const logged: string[] = [];

  beforeEach(async () => {
    upstream = new FakeUpstream();
    await upstream.start();
    logged.length = 0;
  });
  afterEach(async () => {
    await market?.stop();
    market = undefined;
    await upstream.stop();
  });

  async function create(options: Partial<BinanceMarketOptions> = {}): Promise<LiveMarket> {
    const { restUrl, wsUrl } = upstream;
    const log = (line: string): void => void logged.push(line);
    market = await createBinanceMarket({ restUrl, wsUrl, log, firstRetryMs: 20, ...options });
    return market;
  }

  it('takes the filters from upstream, and fees and brackets from what is known', async () => {
    const { spec, priceDecimals, symbol } = await create();
    assert.equal(symbol, 'BTCUSDT');
    assert.deepEqual(
      [spec.filters.tickSize, spec.filters.stepSize, spec.filters.minNotional, priceDecimals],
      ['0.50', '0.002', '77', 1],
    );
    assert.deepEqual([spec.takerFee, spec.brackets], [BTCUSDT_SPEC.takerFee, BTCUSDT_SPEC.brackets]);
  });

  it('subscribes on the routed paths, without any key', async () => {
    await (await create()).start(recorder().handlers);
    assert.deepEqual(upstream.connections.toSorted(), [
      '/market/stream?streams=btcusdt@kline_1m/btcusdt@aggTrade/btcusdt@markPrice@1s',
      '/public/stream?streams=btcusdt@depth20@100ms/btcusdt@bookTicker',
    ]);
    assert.ok(!upstream.headers.has('x-mbx-apikey'));
    assert.ok(upstream.requests.every((url) => !/signature|timestamp|apiKey/i.test(url)));
  });

  it('passes every message on as it is, and tells the engine trades, books and marks', async () => {
    const { handlers, told, raw } = recorder();
    await (await create()).start(handlers);
    const kline = { e: 'kline', E: 1, s: 'BTCUSDT', k: { t: 0, x: true, extra: [1, { deep: '2' }] } };
    const book = {
      e: 'depthUpdate',
      E: 5,
      T: 4,
      s: 'BTCUSDT',
      U: 1,
      u: 2,
      pu: 0,
      b: [['10.5', '1']],
      a: [['11.0', '2']],
    };
    const mark = { e: 'markPriceUpdate', E: 9, s: 'BTCUSDT', p: '10.7', i: '10.6', P: '0', r: '0.0001', T: 28_800_000 };
    upstream.send('btcusdt@kline_1m', kline);
    upstream.send('btcusdt@aggTrade', trade(7, '10.9'));
    upstream.send('btcusdt@markPrice@1s', mark);
    await until('the market messages', () => told.length === 2);
    upstream.send('btcusdt@depth20@100ms', book);
    upstream.send('btcusdt@bookTicker', { e: 'bookTicker', b: '10.5' });
    await until('all messages', () => raw.length === 5);
    assert.deepEqual(told, ['trade 10.9 1007', 'mark 10.7 10.6 0.0001 28800000 9', 'book 10.5x1 11.0x2 5']);
    assert.equal(raw[0], `btcusdt@kline_1m ${JSON.stringify(kline)}`);
  });

  it('comes back after a break, and tells the trades missed meanwhile, each once and in order', async () => {
    const { handlers, told } = recorder();
    await (await create()).start(handlers);
    upstream.send('btcusdt@aggTrade', trade(1, '1.0'));
    await until('the first trade', () => told.length === 1);
    upstream.trades = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({ a: id, p: `${id}.0`, T: 1000 + id }));
    upstream.drop();
    await until('both streams again', () => upstream.connections.length === 4);
    await until('connected', () => logged.filter((line) => line.endsWith('connected again')).length === 2);
    for (const id of [8, 9, 9, 10]) upstream.send('btcusdt@aggTrade', trade(id, `${id}.0`));
    await until('all trades', () => told.length >= 10);
    assert.deepEqual(
      told,
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => `trade ${id}.0 ${1000 + id}`),
    );
  });

  it('goes on with the newest trades when the missed ones cannot be had, and says so', async () => {
    const { handlers, told } = recorder();
    await (await create()).start(handlers);
    upstream.send('btcusdt@aggTrade', trade(1, '1.0'));
    await until('the first trade', () => told.length === 1);
    upstream.trades = [{ a: 2, p: 'nonsense', T: 0 }];
    upstream.drop();
    await until('connected', () => logged.filter((line) => line.endsWith('connected again')).length === 2);
    upstream.send('btcusdt@aggTrade', trade(5, '5.0'));
    await until('the newest trade', () => told.length === 2);
    assert.ok(
      logged.some((line) => /missed trades could not be fetched: trades 2 to 4: .*"p"/.test(line)),
      logged.join('\n'),
    );
  });

  it('breaks off and reconnects when nothing is heard any more', async () => {
    await (await create({ silenceMs: 80 })).start(recorder().handlers);
    await until('new connections', () => upstream.connections.length >= 4);
    assert.ok(logged.some((line) => line.includes('nothing was heard for 80 ms; trying again in 20 ms')));
  });

  it('waits longer after each failure in a row', async () => {
    await (await create()).start(recorder().handlers);
    upstream.refuseConnections = true;
    upstream.drop();
    await until('three attempts', () => logged.filter((line) => line.includes('/market/')).length >= 4);
    const waits = logged
      .filter((line) => line.includes('/market/'))
      .flatMap((line) => /in (\d+) ms/.exec(line)?.[1] ?? []);
    assert.deepEqual(waits.slice(0, 3), ['20', '40', '80']);
  });

  it('survives messages that nobody can read, and names them', async () => {
    const { handlers, told } = recorder();
    await (await create()).start(handlers);
    upstream.sendRaw('{ not json');
    upstream.sendRaw('{"result":null,"id":1}');
    upstream.send('btcusdt@aggTrade', { e: 'aggTrade', a: 'x' });
    upstream.send('btcusdt@aggTrade', trade(1, '1.0'));
    await until('the good one', () => told.length === 1);
    assert.ok(logged.some((line) => line.includes('a message that is no JSON was left out')));
    assert.ok(logged.some((line) => line.startsWith('btcusdt@aggTrade: aggTrade: field "a"')));
  });

  it('asks for klines page by page, up to the limit, and remembers the answer for a moment', async () => {
    const live = await create();
    const first = await live.klines(0, 3100 * 60_000, 3000);
    assert.equal(first.length, 3000);
    first.forEach((bar, i) => assert.equal(bar.openTime, i * 60_000));
    const asked = upstream.requests.length;
    assert.deepEqual(await live.klines(0, 3100 * 60_000, 3000), first);
    assert.equal(upstream.requests.length, asked);
    assert.equal((await live.klines(3990 * 60_000, 5000 * 60_000, 500)).length, 10);
    assert.equal((await live.fundingRates(60_000, 120_000))[0]?.rate, '0.00010000');
  });

  it('stops for good, and can be started again', async () => {
    const live = await create();
    await live.start(recorder().handlers);
    await assert.rejects(live.start(recorder().handlers), /has been started already/);
    await live.stop();
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(upstream.connections.length, 2);
    await live.start(recorder().handlers);
    assert.equal(upstream.connections.length, 4);
  });

  it('refuses to start when no stream can be had, and leaves nothing behind', async () => {
    const live = await create({ startTimeoutMs: 150 });
    upstream.refuseConnections = true;
    await assert.rejects(
      live.start(recorder().handlers),
      /no live market data within 150 ms; check the network and the address/,
    );
    // What was under way when it gave up may still arrive: that must be turned away too.
    await new Promise((resolve) => setTimeout(resolve, 50));
    upstream.refuseConnections = false;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(upstream.connections.length, 0);
  });

  it('refuses a symbol that is not listed, an address without its counterpart, and one that does not answer', async () => {
    const spec = { ...BTCUSDT_SPEC, filters: { ...BTCUSDT_SPEC.filters, symbol: 'NOUSDT' } };
    await assert.rejects(create({ spec }), /lists no symbol NOUSDT/);
    await assert.rejects(createBinanceMarket({ restUrl: upstream.restUrl }), /restUrl and wsUrl belong together/);
    await assert.rejects(create({ wsUrl: 'http://x' }), /wsUrl "x" is not ws:\/\//);
    await assert.rejects(create({ restUrl: 'http://127.0.0.1:1' }), /exchangeInfo: it was not sent: ECONNREFUSED/);
  });
});
