import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createBinanceExchange, type BinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { ExchangeError, type ExchangeErrorKind } from '../../../adapters/exchange/port.ts';
import { FakeExchange, type FakeAnswer } from './fake-exchange.ts';

const ORDER = 'POST /fapi/v1/order';
const CREDENTIALS = { apiKey: 'K'.repeat(64), apiSecret: 'S'.repeat(64) };
const ENTRY = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  quantity: '0.010',
  clientId: 'mh-ab12-x-e',
  reduceOnly: false,
} as const;

const filled: FakeAnswer = {
  body: { clientOrderId: ENTRY.clientId, orderId: 7, status: 'FILLED', executedQty: '0.010', avgPrice: '30000.10' },
};

function isError(kind: ExchangeErrorKind, details: { code?: number; retryAfterMs?: number } = {}) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof ExchangeError, String(error));
    assert.equal(error.kind, kind, error.message);
    if (details.code !== undefined) assert.equal(error.code, details.code);
    if (details.retryAfterMs !== undefined) assert.equal(error.retryAfterMs, details.retryAfterMs);
    const shown = `${error.message}${error.stack}`;
    assert.ok(!shown.includes(CREDENTIALS.apiKey) && !shown.includes(CREDENTIALS.apiSecret), shown);
    return true;
  };
}

describe('calls to an exchange that misbehaves', () => {
  let fake: FakeExchange;
  let exchange: BinanceExchange;

  beforeEach(async () => {
    fake = await FakeExchange.start();
    exchange = createBinanceExchange({ endpoints: fake.endpoints, credentials: CREDENTIALS, timeoutMs: 250 });
  });

  afterEach(async () => {
    exchange.close();
    await fake.stop();
  });

  it('a signed call carries time, window and a signature over exactly what was sent', async () => {
    fake.on(ORDER, () => filled);
    await exchange.account.placeMarketOrder(ENTRY);
    const [request] = fake.asked(ORDER);
    const { signature, ...params } = request!.params;
    const payload = new URLSearchParams(params).toString();
    assert.equal(signature, createHmac('sha256', CREDENTIALS.apiSecret).update(payload).digest('hex'));
    assert.equal(params['recvWindow'], '3000');
    assert.ok(Math.abs(Number(params['timestamp']) - Date.now()) < 2_000);
    assert.equal(request!.headers['x-mbx-apikey'], CREDENTIALS.apiKey);
  });

  it('public market data goes without the key', async () => {
    await exchange.marketData.markPrice('BTCUSDT');
    assert.equal(fake.asked('GET /fapi/v1/premiumIndex')[0]?.headers['x-mbx-apikey'], undefined);
  });

  it('a time-out after acceptance is unknown, and the order is sent once only', async () => {
    fake.on(ORDER, () => 'hang');
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('unknown'));
    assert.equal(fake.asked(ORDER).length, 1);
  });

  it('an order whose time has run out while it waited is not sent, and that is certain', async () => {
    fake.on(ORDER, () => filled);
    const late = exchange.account.placeMarketOrder({ ...ENTRY, sendBefore: Date.now() - 1 });
    await assert.rejects(late, isError('unavailable'));
    assert.equal(fake.asked(ORDER).length, 0);
    await exchange.account.placeMarketOrder({ ...ENTRY, sendBefore: Date.now() + 5_000 });
    assert.equal(fake.asked(ORDER).length, 1);
  });

  it('a connection lost after sending is unknown, and the order is sent once only', async () => {
    fake.on(ORDER, () => filled);
    await exchange.account.placeMarketOrder(ENTRY);
    fake.on(ORDER, () => 'drop');
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('unknown'));
    assert.equal(fake.asked(ORDER).length, 2);
  });

  it('a question on a kept-open socket that the other side had closed is asked again', async () => {
    fake.script('GET /fapi/v1/order', [filled, 'drop', filled]);
    await exchange.account.findOrder('BTCUSDT', ENTRY.clientId);
    const found = await exchange.account.findOrder('BTCUSDT', ENTRY.clientId);
    assert.equal(found?.status, 'FILLED');
    assert.equal(fake.asked('GET /fapi/v1/order').length, 3);
  });

  it('all kept-open sockets may have been closed at the same time', async () => {
    const route = 'GET /fapi/v1/order';
    const ask = () => exchange.account.findOrder('BTCUSDT', ENTRY.clientId);
    fake.on(route, () => filled);
    await exchange.start();
    await Promise.all([ask(), ask(), ask()]);
    fake.script(route, ['drop', 'drop', filled]);
    assert.equal((await ask())?.status, 'FILLED');
    await Promise.all([ask(), ask(), ask()]);
    fake.on(route, () => 'drop');
    await assert.rejects(Promise.all([ask(), ask()]), isError('unknown'));
  });

  it('a question that is always dropped ends as unknown', async () => {
    fake.on('GET /fapi/v1/order', () => 'drop');
    await assert.rejects(exchange.account.findOrder('BTCUSDT', ENTRY.clientId), isError('unknown'));
  });

  it('nobody there is unavailable: nothing was sent', async () => {
    await fake.stop();
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('unavailable'));
    await assert.rejects(exchange.start(), isError('unavailable'));
    fake = await FakeExchange.start();
  });

  it('the two bodies of a 503 are told apart', async () => {
    fake.script(ORDER, [
      { status: 503, body: 'Unknown error, please check your request or try again later.' },
      { status: 503, body: 'Service Unavailable.' },
    ]);
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('unknown'));
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('unavailable'));
  });

  it('a duplicate client id is a refusal with its code', async () => {
    fake.on(ORDER, () => ({ status: 400, body: { code: -4116, msg: 'ClientOrderId is duplicated.' } }));
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('rejected', { code: -4116 }));
  });

  it('an answer that can not be read after an order is unknown, not a refusal', async () => {
    fake.on(ORDER, () => ({ body: { orderId: 7 } }));
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('unknown'));
  });

  it('after a 429 nothing is sent until it allows, protective calls included', async () => {
    const slowDown = { status: 429, headers: { 'retry-after': '30' }, body: { code: -1003, msg: 'Too many requests' } };
    fake.on('GET /fapi/v1/openOrders', () => slowDown);
    fake.on(ORDER, () => filled);
    await assert.rejects(exchange.account.openOrders('BTCUSDT'), isError('rate-limited', { retryAfterMs: 30_000 }));
    await assert.rejects(exchange.account.placeMarketOrder({ ...ENTRY, reduceOnly: true }), isError('rate-limited'));
    assert.equal(fake.asked(ORDER).length, 0);
  });

  it('after a short Retry-After the next call waits and then goes out', async () => {
    const slowDown = { status: 429, headers: { 'retry-after': '1' }, body: { code: -1003, msg: 'Too many requests' } };
    fake.script('GET /fapi/v1/openOrders', [slowDown, { body: [] }]);
    await assert.rejects(exchange.account.openOrders('BTCUSDT'), isError('rate-limited'));
    const before = Date.now();
    assert.deepEqual(await exchange.account.openOrders('BTCUSDT'), []);
    assert.ok(Date.now() - before >= 900, `waited ${Date.now() - before} ms`);
  });

  it('a ban by 418 silences everything for two minutes', async () => {
    fake.on('GET /fapi/v1/openOrders', () => ({ status: 418, body: { code: -1003, msg: 'banned' } }));
    await assert.rejects(exchange.account.openOrders('BTCUSDT'), isError('rate-limited', { retryAfterMs: 120_000 }));
    await assert.rejects(exchange.account.openOrders('BTCUSDT'), isError('rate-limited'));
    assert.equal(fake.asked('GET /fapi/v1/openOrders').length, 1);
  });

  it('after "too many orders" only orders are held back: questions and cancels go on', async () => {
    fake.on(ORDER, () => ({ status: 429, body: { code: -1015, msg: 'Too many new orders.' } }));
    fake.on('GET /fapi/v1/openOrders', () => ({ body: [] }));
    fake.on('DELETE /fapi/v1/order', () => ({ body: {} }));
    if (10_000 - (Date.now() % 10_000) < 4_000) await new Promise((resolve) => setTimeout(resolve, 4_000));
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('rate-limited', { code: -1015 }));
    await exchange.account.openOrders('BTCUSDT');
    await exchange.account.cancelOrder('BTCUSDT', ENTRY.clientId);
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('rate-limited'));
    assert.equal(fake.asked(ORDER).length, 1);
  });

  it('ordinary calls stop at four fifths of the weight that the exchange reports, protective ones go on', async function () {
    if (60_000 - (Date.now() % 60_000) < 3_000) await new Promise((resolve) => setTimeout(resolve, 3_000));
    fake.on('GET /fapi/v1/openOrders', () => ({ headers: { 'x-mbx-used-weight-1m': '1950' }, body: [] }));
    fake.on('DELETE /fapi/v1/order', () => ({ body: {} }));
    await exchange.account.openOrders('BTCUSDT');
    await assert.rejects(exchange.account.openOrders('BTCUSDT'), isError('rate-limited'));
    await exchange.account.cancelOrder('BTCUSDT', 'mh-ab12-x-e');
  });

  it('the exchange’s own limits are taken over at the start', async () => {
    if (60_000 - (Date.now() % 60_000) < 3_000) await new Promise((resolve) => setTimeout(resolve, 3_000));
    fake.on('GET /fapi/v1/exchangeInfo', () => ({
      body: {
        rateLimits: [
          { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
          { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
          { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
        ],
        symbols: [],
      },
    }));
    fake.on('GET /fapi/v1/openOrders', () => ({ headers: { 'x-mbx-used-weight-1m': '2500' }, body: [] }));
    await exchange.start();
    await exchange.account.openOrders('BTCUSDT');
    await exchange.account.openOrders('BTCUSDT');
  });
});

describe('a clock that is off', () => {
  let fake: FakeExchange;
  let exchange: BinanceExchange;
  let ahead: number;

  beforeEach(async () => {
    ahead = 0;
    fake = await FakeExchange.start();
    fake.on('GET /fapi/v1/time', () => ({ body: { serverTime: Date.now() + ahead } }));
    fake.on(ORDER, ({ params }) => {
      const age = Date.now() + ahead - Number(params['timestamp']);
      if (age < -1_000 || age > Number(params['recvWindow'])) {
        return { status: 400, body: { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' } };
      }
      return filled;
    });
    exchange = createBinanceExchange({ endpoints: fake.endpoints, credentials: CREDENTIALS });
  });

  afterEach(async () => {
    exchange.close();
    await fake.stop();
  });

  for (const seconds of [-9, 9]) {
    it(`by ${seconds} s from the beginning does not show: it is measured before the first signed call`, async () => {
      ahead = seconds * 1_000;
      await exchange.account.placeMarketOrder(ENTRY);
      assert.equal(fake.asked(ORDER).length, 1);
    });

    it(`by ${seconds} s all of a sudden costs one refusal, not the order`, async () => {
      await exchange.account.placeMarketOrder(ENTRY);
      ahead = seconds * 1_000;
      const placed = await exchange.account.placeMarketOrder({ ...ENTRY, clientId: 'mh-ab12-y-e' });
      assert.equal(placed.status, 'FILLED');
      const ids = fake.asked(ORDER).map(({ params }) => params['newClientOrderId']);
      assert.deepEqual(ids, ['mh-ab12-x-e', 'mh-ab12-y-e', 'mh-ab12-y-e']);
    });
  }

  it('that can not be measured again leaves the refusal as it was: the order was not executed', async () => {
    await exchange.account.placeMarketOrder(ENTRY);
    ahead = 9_000;
    fake.on('GET /fapi/v1/time', () => 'drop');
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('clock', { code: -1021 }));
    assert.equal(fake.asked(ORDER).length, 2);
  });

  it('that can not be corrected ends as a clock error after one repetition', async () => {
    fake.on(ORDER, () => ({ status: 400, body: { code: -1021, msg: 'outside of the recvWindow' } }));
    await assert.rejects(exchange.account.placeMarketOrder(ENTRY), isError('clock', { code: -1021 }));
    assert.equal(fake.asked(ORDER).length, 2);
  });
});

describe('options of the exchange', () => {
  const endpoints = { restUrl: 'http://127.0.0.1:1', wsUrl: 'ws://127.0.0.1:1' };

  it('a receive window outside 2 to 5 s is refused', () => {
    for (const recvWindowMs of [1_999, 5_001, 2_500.5, Number.NaN]) {
      assert.throws(() => createBinanceExchange({ endpoints, recvWindowMs }), /recvWindowMs .* 2000 to 5000/);
    }
    createBinanceExchange({ endpoints, recvWindowMs: 2_000 }).close();
  });

  it('signed calls without a key are refused as such, and nothing is sent', async () => {
    const exchange = createBinanceExchange({ endpoints });
    await assert.rejects(exchange.account.openOrders('BTCUSDT'), isError('auth'));
    exchange.close();
  });
});
