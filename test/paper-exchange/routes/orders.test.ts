import assert from 'node:assert/strict';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { risingCandles, tableMarket } from '../table-market.ts';

const MARKET_BUY = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' };
const LIMIT_BUY = { ...MARKET_BUY, type: 'LIMIT', price: '59000.0', timeInForce: 'GTC' };
const STOP = {
  algoType: 'CONDITIONAL',
  symbol: 'BTCUSDT',
  side: 'SELL',
  type: 'STOP_MARKET',
  triggerPrice: '59500.0',
  closePosition: 'true',
};

describe('orders', () => {
  let session: PaperSession;
  beforeEach(async () => {
    session = await PaperSession.start([tableMarket(risingCandles(5))]);
  });
  afterEach(() => session.stop());

  const refusal = async (method: string, path: string, params: Json): Promise<unknown> => {
    const { status, body } = await session.signed(method, path, params);
    return [status, (body as Json)['code']];
  };

  it('are acknowledged as NEW by default, and with their fills when RESULT is asked for', async () => {
    const acknowledged = await session.ask('POST', '/fapi/v1/order', MARKET_BUY);
    assert.deepEqual([acknowledged['status'], acknowledged['executedQty']], ['NEW', '0.000']);
    const result = await session.ask('POST', '/fapi/v1/order', { ...MARKET_BUY, newOrderRespType: 'RESULT' });
    assert.deepEqual([result['status'], result['executedQty'], result['avgPrice']], ['FILLED', '0.010', '60000.10']);
  });

  it('are found by either id, and unknown ones are -2013 to a query and -2011 to a cancellation', async () => {
    const placed = await session.ask('POST', '/fapi/v1/order', { ...LIMIT_BUY, newClientOrderId: 'mine-1' });
    for (const name of [{ orderId: placed['orderId'] }, { origClientOrderId: 'mine-1' }]) {
      const found = await session.ask('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', ...name });
      assert.deepEqual([found['clientOrderId'], found['status']], ['mine-1', 'NEW']);
    }
    const unknown = { symbol: 'BTCUSDT', origClientOrderId: 'nobody' };
    assert.deepEqual(await refusal('GET', '/fapi/v1/order', unknown), [400, -2013]);
    assert.deepEqual(await refusal('DELETE', '/fapi/v1/order', unknown), [400, -2011]);
    assert.deepEqual(await refusal('GET', '/fapi/v1/order', { symbol: 'BTCUSDT' }), [400, -1102]);
  });

  it('that rest are listed as open, one or all, and can be cancelled one by one or together', async () => {
    await session.ask('POST', '/fapi/v1/order', { ...LIMIT_BUY, newClientOrderId: 'a' });
    await session.ask('POST', '/fapi/v1/order', { ...LIMIT_BUY, newClientOrderId: 'b' });
    const name = { symbol: 'BTCUSDT', origClientOrderId: 'a' };
    assert.equal((await session.ask('GET', '/fapi/v1/openOrder', name))['clientOrderId'], 'a');
    assert.equal((await session.ask('DELETE', '/fapi/v1/order', name))['status'], 'CANCELED');
    assert.deepEqual(await refusal('GET', '/fapi/v1/openOrder', name), [400, -2013]);
    assert.equal((await session.ask<Json[]>('GET', '/fapi/v1/openOrders')).length, 1);
    const all = await session.ask('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    assert.deepEqual(all, { code: 200, msg: 'The operation of cancel all open order is done.' });
    assert.deepEqual(await session.ask('GET', '/fapi/v1/openOrders', { symbol: 'BTCUSDT' }), []);
  });

  it('of a conditional type are refused on the old path with HTTP 400 and -4120', async () => {
    for (const type of ['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET']) {
      assert.deepEqual(await refusal('POST', '/fapi/v1/order', { ...MARKET_BUY, type, stopPrice: '1' }), [400, -4120]);
    }
  });

  it('that break a rule are refused with its code and change nothing', async () => {
    const cases: [change: Json, code: number][] = [
      [{ symbol: 'NOPEUSDT' }, -1121],
      [{ side: 'HOLD' }, -1117],
      [{ type: 'ICEBERG' }, -1116],
      [{ quantity: '' }, -1102],
      [{ quantity: '1e-7' }, -1100],
      [{ quantity: '0' }, -4003],
      [{ quantity: '0.0005' }, -1111],
      [{ quantity: '121' }, -4005],
      [{ price: '60000' }, -1106],
      [{ positionSide: 'LONG' }, -4061],
      [{ newClientOrderId: 'x'.repeat(37) }, -4015],
      [{ newClientOrderId: 'sp ace' }, -4015],
      [{ reduceOnly: 'true' }, -2022],
      [{ quantity: '100' }, -2019],
      [{ ...LIMIT_BUY, timeInForce: 'NOW' }, -1115],
      [{ ...LIMIT_BUY, price: '59000.05' }, -4014],
      [{ ...LIMIT_BUY, quantity: '0.001', price: '40000' }, -4164],
      [{ timestamp: Date.now() - 6000 }, -1021],
      [{ timestamp: Date.now() + 3000 }, -1021],
    ];
    for (const [change, code] of cases) {
      const answer = await refusal('POST', '/fapi/v1/order', { ...MARKET_BUY, ...change });
      assert.deepEqual(answer, [400, code], JSON.stringify(change));
    }
    assert.equal((await session.status())['orders'], 0);
  });

  it('with a client id that is open already are refused with -4116', async () => {
    await session.ask('POST', '/fapi/v1/order', { ...LIMIT_BUY, newClientOrderId: 'twin' });
    const again = { ...LIMIT_BUY, newClientOrderId: 'twin' };
    assert.deepEqual(await refusal('POST', '/fapi/v1/order', again), [400, -4116]);
  });

  it('can be tried without being placed', async () => {
    assert.deepEqual(await session.ask('POST', '/fapi/v1/order/test', MARKET_BUY), {});
    const tooSmall = { ...LIMIT_BUY, quantity: '0.001', price: '40000' };
    assert.deepEqual(await refusal('POST', '/fapi/v1/order/test', tooSmall), [400, -4164]);
    assert.equal((await session.status())['orders'], 0);
  });

  it('in a batch succeed or fail one by one', async () => {
    const batchOrders = JSON.stringify([LIMIT_BUY, { ...LIMIT_BUY, quantity: '0' }]);
    const [placed, refused] = await session.ask<Json[]>('POST', '/fapi/v1/batchOrders', { batchOrders });
    assert.equal(placed?.['status'], 'NEW');
    assert.equal(refused?.['code'], -4003);
    const orderIdList = JSON.stringify([placed?.['orderId'], 999]);
    const ids = { symbol: 'BTCUSDT', orderIdList };
    const [cancelled, unknown] = await session.ask<Json[]>('DELETE', '/fapi/v1/batchOrders', ids);
    assert.equal(cancelled?.['status'], 'CANCELED');
    assert.equal(unknown?.['code'], -2011);
    const six = JSON.stringify(Array.from({ length: 6 }, () => LIMIT_BUY));
    assert.deepEqual(await refusal('POST', '/fapi/v1/batchOrders', { batchOrders: six }), [400, -4082]);
  });

  it('are cancelled by the dead man’s switch unless it is wound up or stopped', async () => {
    await session.ask('POST', '/fapi/v1/order', LIMIT_BUY);
    const start = { symbol: 'BTCUSDT', countdownTime: 60 };
    assert.deepEqual(await session.ask('POST', '/fapi/v1/countdownCancelAll', start), {
      symbol: 'BTCUSDT',
      countdownTime: '60',
    });
    await session.ask('POST', '/fapi/v1/countdownCancelAll', { ...start, countdownTime: 0 });
    await new Promise((resolve) => setTimeout(resolve, 90));
    assert.equal((await session.ask<Json[]>('GET', '/fapi/v1/openOrders')).length, 1);
    await session.ask('POST', '/fapi/v1/countdownCancelAll', start);
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal((await session.ask<Json[]>('GET', '/fapi/v1/openOrders')).length, 0);
  });

  it('need a key and a signature', async () => {
    const path = '/fapi/v1/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01';
    const answers = await Promise.all([
      session.raw('POST', `${path}&timestamp=${Date.now()}&signature=00`),
      session.raw('POST', `${path}&timestamp=${Date.now()}&signature=00`, { headers: { 'X-MBX-APIKEY': 'other' } }),
      session.raw('POST', `${path}&timestamp=${Date.now()}&signature=00`, { headers: { 'X-MBX-APIKEY': 'paper' } }),
      session.raw('POST', `${path}&timestamp=${Date.now()}`, { headers: { 'X-MBX-APIKEY': 'paper' } }),
    ]);
    assert.deepEqual(
      answers.map(({ status, body }) => [status, (body as Json)['code']]),
      [
        [401, -2014],
        [401, -2015],
        [400, -1022],
        [400, -1102],
      ],
    );
  });
});

describe('algo orders', () => {
  let session: PaperSession;
  beforeEach(async () => {
    session = await PaperSession.start([tableMarket([[60_000, 60_000, 59_000, 59_100]])]);
    await session.ask('POST', '/fapi/v1/order', MARKET_BUY);
  });
  afterEach(() => session.stop());

  const refusal = async (params: Json): Promise<unknown> => {
    const { status, body } = await session.signed('POST', '/fapi/v1/algoOrder', params);
    return [status, (body as Json)['code']];
  };

  it('are placed, found by either id, listed and cancelled with the text code "200"', async () => {
    const placed = await session.ask('POST', '/fapi/v1/algoOrder', { ...STOP, clientAlgoId: 'stop-1' });
    assert.deepEqual([placed['algoStatus'], placed['triggerPrice']], ['NEW', '59500.00']);
    for (const name of [{ algoId: placed['algoId'] }, { clientAlgoId: 'stop-1' }]) {
      assert.equal((await session.ask('GET', '/fapi/v1/algoOrder', name))['clientAlgoId'], 'stop-1');
    }
    assert.equal((await session.ask<Json[]>('GET', '/fapi/v1/openAlgoOrders', { symbol: 'BTCUSDT' })).length, 1);
    assert.deepEqual(await session.ask('GET', '/fapi/v1/openOrders'), [], 'conditionals are not among the open orders');
    const cancelled = await session.ask('DELETE', '/fapi/v1/algoOrder', { clientAlgoId: 'stop-1' });
    assert.deepEqual(cancelled, {
      algoId: placed['algoId'],
      clientAlgoId: 'stop-1',
      code: '200',
      msg: 'success',
    });
    const all = await session.ask<Json[]>('GET', '/fapi/v1/allAlgoOrders', { symbol: 'BTCUSDT' });
    assert.deepEqual(
      all.map((algo) => algo['algoStatus']),
      ['CANCELED'],
    );
  });

  it('become a real order when the path reaches their trigger', async () => {
    await session.ask('POST', '/fapi/v1/algoOrder', { ...STOP, clientAlgoId: 'stop-1' });
    await session.finishMinute();
    const algo = await session.ask('GET', '/fapi/v1/algoOrder', { clientAlgoId: 'stop-1' });
    assert.equal(algo['algoStatus'], 'FINISHED');
    assert.deepEqual([algo['actualQty'], algo['actualPrice']], ['0.010', '59499.90000']);
    const order = await session.ask('GET', '/fapi/v1/order', {
      symbol: 'BTCUSDT',
      orderId: Number(algo['actualOrderId']),
    });
    assert.deepEqual([order['status'], order['origType']], ['FILLED', 'STOP_MARKET']);
    assert.deepEqual(await session.ask('GET', '/fapi/v3/positionRisk', { symbol: 'BTCUSDT' }), []);
  });

  it('are all cancelled at once per symbol', async () => {
    await session.ask('POST', '/fapi/v1/algoOrder', STOP);
    await session.ask('DELETE', '/fapi/v1/algoOpenOrders', { symbol: 'BTCUSDT' });
    assert.deepEqual(await session.ask('GET', '/fapi/v1/openAlgoOrders'), []);
  });

  it('that break a rule are refused with its code', async () => {
    const cases: [change: Json, code: number][] = [
      [{ algoType: 'VP' }, -1130],
      [{ type: 'TRAILING_STOP_MARKET' }, -1116],
      [{ triggerPrice: '' }, -1102],
      [{ triggerPrice: '60500.0' }, -2021],
      [{ quantity: '0.010' }, -4137],
      [{ reduceOnly: 'true' }, -1106],
      [{ closePosition: 'false' }, -1102],
      [{ workingType: 'INDEX' }, -1130],
      [{ symbol: 'NOPEUSDT' }, -1121],
      [{ positionSide: 'SHORT' }, -4061],
    ];
    for (const [change, code] of cases) {
      assert.deepEqual(await refusal({ ...STOP, ...change }), [400, code], JSON.stringify(change));
    }
    const unknown = await session.signed('GET', '/fapi/v1/algoOrder', { clientAlgoId: 'nobody' });
    assert.equal((unknown.body as Json)['code'], -2013);
    const gone = await session.signed('DELETE', '/fapi/v1/algoOrder', { clientAlgoId: 'nobody' });
    assert.equal((gone.body as Json)['code'], -2011);
  });
});
