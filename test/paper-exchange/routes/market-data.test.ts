import assert from 'node:assert/strict';
import { needFixtures, assertSameShape, recordedAnswer } from '../recorded-shapes.ts';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { HISTORY_FROM, MINUTE, risingCandles, tableMarket } from '../table-market.ts';

type Row = (string | number)[];

describe('public market data', () => {
  const START = HISTORY_FROM + 600 * MINUTE;
  let session: PaperSession;
  before(async () => {
    const funding = [{ fundingTime: HISTORY_FROM + 480 * MINUTE + 7, rate: '0.0001', markPrice: '60000' }];
    session = await PaperSession.start([tableMarket(risingCandles(5), { history: 600, funding })]);
  });
  after(() => session.stop());

  const klines = async (params: Json = {}): Promise<Row[]> => {
    const { body } = await session.get('/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '1m', ...params });
    return body as Row[];
  };
  const codeOf = async (path: string, params: Json): Promise<unknown> => {
    const { status, body } = await session.get(path, params);
    return [status, (body as Json)['code']];
  };

  it('gives the newest 500 klines of 12 elements, the open candle last', async () => {
    const rows = await klines();
    assert.equal(rows.length, 500);
    assert.deepEqual(rows.at(-2), [
      START - MINUTE,
      '60000.00',
      '60000.00',
      '60000.00',
      '60000.00',
      '26.000',
      START - 1,
      '1560000.00000',
      260,
      '13.000',
      '780000.00000',
      '0',
    ]);
    assert.deepEqual([rows.at(-1)?.[0], rows.at(-1)?.[5]], [START, '0.000']);
  });

  it('gives the first klines from startTime and the last ones up to endTime, both included', async () => {
    const from = HISTORY_FROM + 10 * MINUTE;
    const ascending = await klines({ startTime: from, limit: 3 });
    assert.deepEqual(
      ascending.map(([time]) => time),
      [from, from + MINUTE, from + 2 * MINUTE],
    );
    const upTo = await klines({ endTime: from, limit: 3 });
    assert.deepEqual(
      upTo.map(([time]) => time),
      [from - 2 * MINUTE, from - MINUTE, from],
    );
    const between = await klines({ startTime: from + 1, endTime: from + 2 * MINUTE });
    assert.deepEqual(
      between.map(([time]) => time),
      [from + MINUTE, from + 2 * MINUTE],
    );
    assert.deepEqual(await klines({ startTime: START + 10 * MINUTE }), []);
  });

  it('starts with the first bar of history when asked for more than there is', async () => {
    const rows = await klines({ startTime: 0, limit: 2 });
    assert.deepEqual(
      rows.map(([time]) => time),
      [HISTORY_FROM, HISTORY_FROM + MINUTE],
    );
    assert.equal((await klines({ limit: 1500 })).length, 601);
  });

  it('joins minutes into longer candles', async () => {
    const rows = await klines({ interval: '1h', startTime: HISTORY_FROM, limit: 2 });
    assert.deepEqual(
      rows.map((row) => [row[0], row[5], row[6], row[8]]),
      [
        [HISTORY_FROM, '1560.000', HISTORY_FROM + 60 * MINUTE - 1, 15_600],
        [HISTORY_FROM + 60 * MINUTE, '1560.000', HISTORY_FROM + 120 * MINUTE - 1, 15_600],
      ],
    );
  });

  it('refuses a limit over 1500, an unknown interval, an unknown symbol, and a missing one', async () => {
    assert.deepEqual(await codeOf('/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '1m', limit: 1501 }), [400, -1130]);
    assert.deepEqual(await codeOf('/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '7m' }), [400, -1120]);
    assert.deepEqual(await codeOf('/fapi/v1/klines', { symbol: 'NOPEUSDT', interval: '1m' }), [400, -1121]);
    assert.deepEqual(await codeOf('/fapi/v1/klines', { interval: '1m' }), [400, -1102]);
    assert.deepEqual(await codeOf('/fapi/v1/depth', { symbol: 'BTCUSDT', limit: 7 }), [400, -4021]);
    assert.deepEqual(await codeOf('/fapi/v9/nothing', {}), [404, -5000]);
  });

  it('says the wall time, whatever the market’s', async () => {
    const before = Date.now();
    const { serverTime } = (await session.get('/fapi/v1/time')).body as { serverTime: number };
    assert.ok(serverTime >= before && serverTime <= Date.now());
  });

  it('ignores the symbol in exchangeInfo and gives the filters of the facts', async () => {
    const { body } = await session.get('/fapi/v1/exchangeInfo', { symbol: 'ETHUSDT' });
    const [symbol] = (body as { symbols: { symbol: string; filters: Json[] }[] }).symbols;
    assert.equal(symbol?.symbol, 'BTCUSDT');
    const filter = (type: string): Json => symbol?.filters.find((each) => each['filterType'] === type) ?? {};
    assert.equal(filter('PRICE_FILTER')['tickSize'], '0.10');
    assert.equal(filter('LOT_SIZE')['stepSize'], '0.001');
    assert.equal(filter('MARKET_LOT_SIZE')['maxQty'], '120');
    assert.equal(filter('MIN_NOTIONAL')['notional'], '50');
    assert.equal(filter('MAX_NUM_ALGO_ORDERS')['limit'], undefined);
  });

  it('makes trades from bars: they add up to the volume and its taker part', async () => {
    const startTime = HISTORY_FROM + 5 * MINUTE;
    const params = { symbol: 'BTCUSDT', startTime, endTime: startTime + MINUTE - 1 };
    const trades = (await session.get('/fapi/v1/aggTrades', params)).body as { q: string; m: boolean; T: number }[];
    const sum = (all: typeof trades): number => all.reduce((total, { q }) => total + Number(q), 0);
    assert.equal(sum(trades).toFixed(3), '26.000');
    assert.equal(sum(trades.filter(({ m }) => !m)).toFixed(3), '13.000');
    assert.deepEqual(await codeOf('/fapi/v1/aggTrades', { ...params, endTime: startTime + 61 * MINUTE }), [400, -1127]);
  });

  it('pages through aggTrades by fromId without a hole or a repetition', async () => {
    type Trade = { a: number };
    const startTime = HISTORY_FROM;
    const first = (await session.get('/fapi/v1/aggTrades', { symbol: 'BTCUSDT', startTime, limit: 30 }))
      .body as Trade[];
    const last = first.at(-1)?.a ?? 0;
    const next = (await session.get('/fapi/v1/aggTrades', { symbol: 'BTCUSDT', fromId: last + 1, limit: 30 }))
      .body as Trade[];
    assert.equal(next[0]?.a, last + 1);
    assert.equal(new Set([...first, ...next].map(({ a }) => a)).size, 60);
  });

  it('gives settled funding with its jitter, and the last settled rate as the running one', async () => {
    const rows = (await session.get('/fapi/v1/fundingRate', { symbol: 'BTCUSDT' })).body as Json[];
    assert.deepEqual(
      rows.map((row) => [row['fundingTime'], row['fundingRate']]),
      [[HISTORY_FROM + 480 * MINUTE + 7, '0.00010000']],
    );
    const { body } = await session.get('/fapi/v1/premiumIndex', { symbol: 'BTCUSDT' });
    assert.equal((body as Json)['lastFundingRate'], '0.00010000');
    assert.equal((body as Json)['nextFundingTime'], HISTORY_FROM + 960 * MINUTE);
  });

  it('answers in the shapes of the recordings', async function () {
    needFixtures(this);
    const cases: [recorded: string, path: string, params: Json, except?: string[]][] = [
      ['ExchangeData/GetKlines', '/fapi/v1/klines', { symbol: 'BTCUSDT', interval: '1m' }],
      [
        'ExchangeData/GetContinuousContractKlines',
        '/fapi/v1/continuousKlines',
        { pair: 'BTCUSDT', contractType: 'PERPETUAL', interval: '1m' },
      ],
      ['ExchangeData/GetOrderBook', '/fapi/v1/depth', { symbol: 'BTCUSDT', limit: 5 }],
      ['ExchangeData/GetAggregatedTradeHistory', '/fapi/v1/aggTrades', { symbol: 'BTCUSDT' }],
      ['ExchangeData/GetRecentTrades', '/fapi/v1/trades', { symbol: 'BTCUSDT' }],
      ['ExchangeData/GetFundingRates', '/fapi/v1/fundingRate', { symbol: 'BTCUSDT' }],
      ['ExchangeData/GetFundingInfo', '/fapi/v1/fundingInfo', {}],
      ['ExchangeData/GetMarkPrice', '/fapi/v1/premiumIndex', { symbol: 'BTCUSDT' }],
      ['ExchangeData/GetTicker', '/fapi/v1/ticker/24hr', { symbol: 'BTCUSDT' }],
      ['ExchangeData/GetPrice', '/fapi/v1/ticker/price', { symbol: 'BTCUSDT' }],
      ['ExchangeData/GetBookPrice', '/fapi/v1/ticker/bookTicker', { symbol: 'BTCUSDT' }],
      ['ExchangeData/GetServerTime', '/fapi/v1/time', {}],
      // texts of the recording's own symbol
      ['ExchangeData/GetExchangeInfo', '/fapi/v1/exchangeInfo', {}, ['assets', 'symbols', 'settlePlan']],
    ];
    for (const [recorded, path, params, except] of cases) {
      const answer = await session.get(path, params);
      assertSameShape(answer.body, recordedAnswer(recorded), except, recorded);
    }
  });
});
