import assert from 'node:assert/strict';
import type ccxtPackage from 'ccxt';
import { PaperSession } from '../paper-session.ts';
import { risingCandles, tableMarket } from '../table-market.ts';

const SYMBOL = 'BTC/USDT:USDT';

describe('the client ccxt, unchanged', function () {
  this.timeout(60_000);
  let session: PaperSession;
  let client: InstanceType<typeof ccxtPackage.pro.binanceusdm>;

  before(async () => {
    // it runs by itself, fast: ccxt is used as a person would, without lock step
    session = await PaperSession.start([tableMarket(risingCandles(2000, 1))], { speed: 120 });
    const { default: ccxt } = await import('ccxt');
    client = new ccxt.pro.binanceusdm({ apiKey: 'paper', secret: 'paper-secret', enableRateLimit: false });
    client.options['fetchMarkets'] = { types: ['linear'] };
    client.options['fetchCurrencies'] = false;
    client.has['fetchCurrencies'] = false;
    const { url, wsUrl } = session.running;
    const api = client.urls['api'] as Record<string, unknown>;
    for (const key of Object.keys(api)) {
      if (key.startsWith('fapi')) api[key] = String(api[key]).replace('https://fapi.binance.com', url);
    }
    const ws = api['ws'] as Record<string, unknown>;
    ws['future'] = `${wsUrl}/ws`;
    ws['ws-api'] = { ...(ws['ws-api'] as object), future: `${wsUrl}/ws-fapi/v1` };
    // plain ws:// is refused until its agents are loaded
    await client.loadHttpProxyAgent();
    await client.loadMarkets();
  });
  after(async () => {
    await client.close();
    await session.stop();
  });

  it('reads the market', async () => {
    const candles = await client.fetchOHLCV(SYMBOL, '1m', undefined, 5);
    assert.equal(candles.length, 5);
    const book = await client.fetchOrderBook(SYMBOL, 5);
    assert.ok(Number(book.bids[0]?.[0]) < Number(book.asks[0]?.[0]));
    assert.equal((await client.fetchFundingRate(SYMBOL)).symbol, SYMBOL);
    assert.equal((await client.fetchTicker(SYMBOL)).symbol, SYMBOL);
  });

  it('reads the balance and sets leverage', async () => {
    assert.equal((await client.fetchBalance())['USDT']?.total, 10_000);
    await client.setLeverage(5, SYMBOL);
  });

  it('places, queries and cancels a resting order, with parameters in the body', async () => {
    const placed = await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, 58_000);
    assert.equal((await client.fetchOrder(placed.id ?? '', SYMBOL)).status, 'open');
    assert.equal((await client.fetchOpenOrders(SYMBOL)).length, 1);
    assert.equal((await client.cancelOrder(placed.id ?? '', SYMBOL)).status, 'canceled');
    assert.deepEqual(await client.fetchOpenOrders(SYMBOL), []);
  });

  it('places a batch and cancels it by a list', async () => {
    const order = { symbol: SYMBOL, type: 'limit', side: 'buy', amount: 0.01 } as const;
    const placed = await client.createOrders([
      { ...order, price: 58_000 },
      { ...order, price: 57_000 },
    ]);
    const cancelled = await client.cancelOrders(
      placed.map(({ id }) => id ?? ''),
      SYMBOL,
    );
    assert.deepEqual(
      cancelled.map(({ status }) => status),
      ['canceled', 'canceled'],
    );
  });

  it('enters and protects with a conditional order, which it lists and cancels', async () => {
    await client.createOrder(SYMBOL, 'market', 'buy', 0.01);
    const [position] = await client.fetchPositions([SYMBOL]);
    assert.equal(position?.contracts, 0.01);
    const stop = await client.createOrder(SYMBOL, 'market', 'sell', 0.01, undefined, {
      stopLossPrice: 55_000,
      reduceOnly: true,
    });
    const conditional = { trigger: true };
    const open = await client.fetchOpenOrders(SYMBOL, undefined, undefined, conditional);
    assert.deepEqual(
      open.map(({ id }) => id),
      [stop.id],
    );
    await client.cancelOrder(stop.id ?? '', SYMBOL, conditional);
    assert.deepEqual(await client.fetchOpenOrders(SYMBOL, undefined, undefined, conditional), []);
    assert.ok((await client.fetchMyTrades(SYMBOL)).length > 0);
  });

  it('receives candles, books, trades and its own orders by stream', async () => {
    const candles = await client.watchOHLCV(SYMBOL, '1m');
    assert.ok(candles.length > 0);
    const book = await client.watchOrderBook(SYMBOL);
    assert.ok(Number(book.bids[0]?.[0]) < Number(book.asks[0]?.[0]));
    assert.ok((await client.watchTrades(SYMBOL)).length > 0);
    const watching = client.watchOrders(SYMBOL);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const placed = await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, 58_000);
    const orders = await watching;
    assert.equal(orders.at(-1)?.id, placed.id);
  });
});
