import assert from 'node:assert/strict';
import { ApiError } from '../../../apps/paper-exchange/http/api-error.ts';
import { RateLimiter } from '../../../apps/paper-exchange/http/rate-limits.ts';
import { PaperSession } from '../paper-session.ts';
import { risingCandles, tableMarket } from '../table-market.ts';

const LIMITS = { weightPerMinute: 10, ordersPer10Seconds: 3, ordersPerMinute: 5 };
const START = Date.UTC(2026, 0, 1, 12, 0, 30);

function statusOf(call: () => unknown): { status: number; retryAfter: number | undefined } {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return { status: error.status, retryAfter: error.retryAfter };
  }
  return { status: 200, retryAfter: undefined };
}

describe('rate limits', () => {
  it('answer 429 with the seconds left when the weight of the minute is used up, until the minute is over', () => {
    let now = START;
    const limiter = new RateLimiter(LIMITS, () => now);
    assert.equal(limiter.useWeight('a', 10), 10);
    assert.deepEqual(
      statusOf(() => limiter.useWeight('a', 1)),
      { status: 429, retryAfter: 30 },
    );
    assert.equal(limiter.useWeight('b', 1), 1, 'another address has its own weight');
    now += 30_000;
    assert.equal(limiter.useWeight('a', 1), 1);
  });

  it('ban with 418 for two minutes who goes on in spite of 429, and for longer the next time', () => {
    let now = START;
    const limiter = new RateLimiter(LIMITS, () => now);
    limiter.useWeight('a', 10);
    const answers = Array.from({ length: 11 }, () => statusOf(() => limiter.useWeight('a', 1)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...Array.from({ length: 10 }, () => 429), 418],
    );
    assert.equal(answers.at(-1)?.retryAfter, 120);
    now += 119_000;
    assert.equal(statusOf(() => limiter.useWeight('a', 1)).status, 418);
    now += 1000;
    assert.equal(statusOf(() => limiter.useWeight('a', 10)).status, 200, 'the ban is over');
    for (let call = 0; call < 10; call += 1) statusOf(() => limiter.useWeight('a', 1));
    assert.deepEqual(
      statusOf(() => limiter.useWeight('a', 1)),
      { status: 418, retryAfter: 240 },
    );
  });

  it('count orders in 10 seconds and in a minute', () => {
    let now = START;
    const limiter = new RateLimiter(LIMITS, () => now);
    assert.deepEqual(limiter.useOrders(3), { in10Seconds: 3, inMinute: 3 });
    assert.equal(statusOf(() => limiter.useOrders(1)).status, 429);
    now += 10_000;
    assert.deepEqual(limiter.useOrders(2), { in10Seconds: 2, inMinute: 5 });
    assert.deepEqual(
      statusOf(() => limiter.useOrders(1)),
      { status: 429, retryAfter: 20 },
    );
  });
});

describe('rate limits on the wire', () => {
  let session: PaperSession;
  let now: number;
  before(async () => {
    now = Date.now();
    const limits = { weightPerMinute: 60, ordersPer10Seconds: 2, ordersPerMinute: 100 };
    session = await PaperSession.start([tableMarket(risingCandles(3))], { limits, wallNow: () => now });
  });
  after(() => session.stop());
  beforeEach(() => {
    now += 60_000;
  });

  const ping = (): ReturnType<PaperSession['get']> => session.get('/fapi/v1/ping');

  it('say in every answer what is used, and weigh klines by their limit', async () => {
    const used = async (params: Record<string, unknown>): Promise<number> => {
      const before = Number((await ping()).headers.get('x-mbx-used-weight-1m'));
      const query = { symbol: 'BTCUSDT', interval: '1m', ...params };
      const { headers } = await session.get('/fapi/v1/klines', query);
      return Number(headers.get('x-mbx-used-weight-1m')) - before;
    };
    assert.equal(await used({ limit: 99 }), 1);
    assert.equal(await used({ limit: 100 }), 2);
    assert.equal(await used({}), 5);
    assert.equal(await used({ limit: 1000 }), 5);
    assert.equal(await used({ limit: 1500 }), 10);
  });

  it('turn 429 into 418 for who ignores it, with Retry-After and -1003', async () => {
    for (let call = 0; call < 3; call += 1) await session.get('/fapi/v1/aggTrades', { symbol: 'BTCUSDT' });
    const limited = await ping();
    assert.equal(limited.status, 429);
    assert.equal((limited.body as { code: number }).code, -1003);
    const left = Number(limited.headers.get('retry-after'));
    assert.ok(left >= 1 && left <= 60, String(left));
    let status = 429;
    for (let call = 0; call < 12 && status === 429; call += 1) status = (await ping()).status;
    assert.equal(status, 418);
    now += 2 * 60_000;
    assert.equal((await ping()).status, 200);
  });

  it('count orders in headers of order answers, and refuse with -1015', async () => {
    const place = (): ReturnType<PaperSession['signed']> =>
      session.signed('POST', '/fapi/v1/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' });
    const first = await place();
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.equal(first.headers.get('x-mbx-order-count-10s'), '1');
    assert.equal(first.headers.get('x-mbx-order-count-1m'), '1');
    await place();
    const third = await place();
    assert.equal(third.status, 429);
    assert.equal((third.body as { code: number }).code, -1015);
  });

  for (const { speed, weight } of [
    { speed: 1, weight: 2_400 },
    { speed: 10, weight: 2_400 },
    { speed: 60, weight: 14_400 },
  ]) {
    it(`leave a strategy in a market at ${speed}x what it needs: ${weight} a wall minute`, async () => {
      const session = await PaperSession.start([tableMarket(risingCandles(5))], { speed });
      try {
        const { body } = await session.get('/fapi/v1/exchangeInfo');
        const { rateLimits } = body as { rateLimits: { rateLimitType: string; limit: number }[] };
        assert.equal(rateLimits.find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT')?.limit, weight);
      } finally {
        await session.stop();
      }
    });
  }
});
