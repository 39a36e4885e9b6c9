import assert from 'node:assert/strict';
import { Money, money } from '../../../core/money/decimal.ts';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { assertSameShape, needFixtures, recordedAnswer } from '../recorded-shapes.ts';
import { HISTORY_FROM, MINUTE, risingCandles, tableMarket } from '../table-market.ts';

const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' };
const BTCUSDT = { symbol: 'BTCUSDT' };

describe('account', () => {
  let session: PaperSession;
  beforeEach(async () => {
    const funding = [{ fundingTime: HISTORY_FROM + 31 * MINUTE, rate: '0.0001', markPrice: '60010' }];
    session = await PaperSession.start([tableMarket(risingCandles(5), { funding })]);
  });
  afterEach(() => session.stop());

  const wallet = async (): Promise<string> =>
    String((await session.ask<Json[]>('GET', '/fapi/v3/balance'))[0]?.['balance']);

  it('has a wallet that is the sum of its income, to the last digit, through fills, fees and funding', async () => {
    await session.ask('POST', '/fapi/v1/order', ORDER);
    for (let minute = 0; minute < 3; minute += 1) await session.finishMinute();
    await session.ask('POST', '/fapi/v1/order', { ...ORDER, side: 'SELL', quantity: '0.004' });
    const income = await session.ask<Json[]>('GET', '/fapi/v1/income');
    const types = new Set(income.map((row) => row['incomeType']));
    assert.deepEqual(types, new Set(['TRANSFER', 'COMMISSION', 'FUNDING_FEE', 'REALIZED_PNL']));
    const sum = income.reduce((total, row) => total.plus(money(String(row['income']))), new Money(0));
    assert.equal(sum.toFixed(8), await wallet());
  });

  it('filters income by type and time', async () => {
    await session.ask('POST', '/fapi/v1/order', ORDER);
    await session.finishMinute();
    await session.finishMinute();
    const fees = await session.ask<Json[]>('GET', '/fapi/v1/income', { ...BTCUSDT, incomeType: 'FUNDING_FEE' });
    assert.deepEqual(
      fees.map((row) => [row['income'], row['time']]),
      [['-0.06001000', HISTORY_FROM + 31 * MINUTE]],
    );
    const later = { startTime: HISTORY_FROM + 31 * MINUTE + 1 };
    assert.deepEqual(await session.ask('GET', '/fapi/v1/income', later), []);
  });

  it('lists fills after a trade id, by order, and by time of the market', async () => {
    for (let order = 0; order < 3; order += 1) await session.ask('POST', '/fapi/v1/order', ORDER);
    await session.finishMinute();
    const trades = (params: Json): Promise<Json[]> =>
      session.ask('GET', '/fapi/v1/userTrades', { ...BTCUSDT, ...params });
    const ids = (await trades({})).map((trade) => Number(trade['id']));
    assert.equal(ids.length, 3);
    assert.deepEqual(
      (await trades({ fromId: ids[1] })).map((trade) => trade['id']),
      ids.slice(1),
    );
    assert.deepEqual(
      (await trades({ limit: 2 })).map((trade) => trade['id']),
      ids.slice(1),
      'without a start the newest ones',
    );
    assert.equal((await trades({ startTime: HISTORY_FROM + 30 * MINUTE })).length, 3);
    assert.equal((await trades({ startTime: HISTORY_FROM + 30 * MINUTE + 1 })).length, 0);
    const tooLong = { ...BTCUSDT, startTime: 1, endTime: 8 * 86_400_000 };
    const { body } = await session.signed('GET', '/fapi/v1/userTrades', tooLong);
    assert.equal((body as Json)['code'], -4165);
  });

  it('lists past orders, from an id too', async () => {
    for (let order = 0; order < 3; order += 1) await session.ask('POST', '/fapi/v1/order', ORDER);
    const all = await session.ask<Json[]>('GET', '/fapi/v1/allOrders', BTCUSDT);
    assert.equal(all.length, 3);
    const later = await session.ask<Json[]>('GET', '/fapi/v1/allOrders', { ...BTCUSDT, orderId: all[1]?.['orderId'] });
    assert.deepEqual(later, all.slice(1));
  });

  it('takes leverage within the bracket and refuses other with -4028; a needless margin type is -4046', async () => {
    assert.deepEqual(await session.ask('POST', '/fapi/v1/leverage', { ...BTCUSDT, leverage: 5 }), {
      symbol: 'BTCUSDT',
      leverage: 5,
      maxNotionalValue: '480000000',
    });
    const codes = await Promise.all([
      session.signed('POST', '/fapi/v1/leverage', { ...BTCUSDT, leverage: 151 }),
      session.signed('POST', '/fapi/v1/leverage', { ...BTCUSDT, leverage: 0 }),
      session.signed('POST', '/fapi/v1/marginType', { ...BTCUSDT, marginType: 'ISOLATED' }),
      session.signed('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'false' }),
      session.signed('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'true' }),
    ]);
    assert.deepEqual(
      codes.map(({ body }) => (body as Json)['code']),
      [-4028, -4028, -4046, -4059, -1130],
    );
    const changed = await session.ask('POST', '/fapi/v1/marginType', { ...BTCUSDT, marginType: 'CROSSED' });
    assert.deepEqual(changed, { code: 200, msg: 'success' });
    const [config] = await session.ask<Json[]>('GET', '/fapi/v1/symbolConfig', BTCUSDT);
    assert.deepEqual([config?.['marginType'], config?.['leverage']], ['CROSSED', 5]);
  });

  it('tells the margin of positions from that of open orders', async () => {
    await session.ask('POST', '/fapi/v1/leverage', { ...BTCUSDT, leverage: 10 });
    const limit = { ...ORDER, type: 'LIMIT', timeInForce: 'GTC', price: '59000' };
    await session.ask('POST', '/fapi/v1/order', limit);
    const margins = async (): Promise<unknown> => {
      const { totalPositionInitialMargin: positions, totalOpenOrderInitialMargin: orders } = await session.ask(
        'GET',
        '/fapi/v3/account',
      );
      return [positions, orders];
    };
    assert.deepEqual(await margins(), ['0.00000000', '59.00000000']);
    await session.ask('DELETE', '/fapi/v1/allOpenOrders', BTCUSDT);
    await session.ask('POST', '/fapi/v1/order', ORDER);
    assert.deepEqual(await margins(), ['60.00000000', '0.00000000']);
  });

  it('shows in v3 only what is open, in v2 every symbol with its leverage', async () => {
    assert.deepEqual(await session.ask('GET', '/fapi/v3/positionRisk'), []);
    const [flat] = await session.ask<Json[]>('GET', '/fapi/v2/positionRisk');
    assert.deepEqual([flat?.['positionAmt'], flat?.['leverage'], flat?.['marginType']], ['0.000', '20', 'isolated']);
    await session.ask('POST', '/fapi/v1/order', ORDER);
    const [risk] = await session.ask<Json[]>('GET', '/fapi/v3/positionRisk', BTCUSDT);
    assert.deepEqual([risk?.['positionAmt'], 'leverage' in (risk ?? {})], ['0.010', false]);
  });

  it('answers in the shapes of the recordings', async function () {
    needFixtures(this);
    await session.ask('POST', '/fapi/v1/order', ORDER);
    await session.ask('POST', '/fapi/v1/order', {
      ...ORDER,
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '59000',
      newClientOrderId: 'open',
    });
    const stop = {
      algoType: 'CONDITIONAL',
      ...BTCUSDT,
      side: 'SELL',
      type: 'STOP_MARKET',
      triggerPrice: '59500',
      closePosition: 'true',
    };
    const algo = await session.ask('POST', '/fapi/v1/algoOrder', { ...stop, clientAlgoId: 'stop' });
    assertSameShape(algo, recordedAnswer('Trading/PlaceConditionalOrder'));
    // fields of trailing stops, and what the documents' samples have as text where the wire has numbers
    const trailing = ['activatePrice', 'priceRate'];
    const cases: [recorded: string, path: string, params: Json, except?: string[]][] = [
      ['Account/GetAccountInfo', '/fapi/v2/account', {}],
      ['Account/GetAccountInfoV3', '/fapi/v3/account', {}],
      ['Account/GetBalances', '/fapi/v3/balance', {}],
      ['Account/GetPositionInformation', '/fapi/v2/positionRisk', BTCUSDT],
      ['Account/GetBrackets', '/fapi/v1/leverageBracket', BTCUSDT, ['notionalCoef']],
      ['Account/GetUserCommissionRate', '/fapi/v1/commissionRate', BTCUSDT],
      ['Account/GetAccountConfiguration', '/fapi/v1/accountConfig', {}],
      ['Account/GetSymbolConfiguration', '/fapi/v1/symbolConfig', BTCUSDT],
      ['Account/GetIncomeHistory', '/fapi/v1/income', {}, ['tranId']],
      ['Account/GetOrderRateLimit', '/fapi/v1/rateLimit/order', {}],
      ['Trading/GetOrder', '/fapi/v1/order', { ...BTCUSDT, origClientOrderId: 'open' }, trailing],
      ['Trading/GetOpenOrders', '/fapi/v1/openOrders', BTCUSDT, trailing],
      ['Trading/GetOrders', '/fapi/v1/allOrders', BTCUSDT, trailing],
      ['Trading/GetUserTrades', '/fapi/v1/userTrades', BTCUSDT],
      ['Trading/GetConditionalOrder', '/fapi/v1/algoOrder', { clientAlgoId: 'stop' }],
    ];
    for (const [recorded, path, params, except] of cases) {
      assertSameShape(await session.ask('GET', path, params), recordedAnswer(recorded), except, recorded);
    }
  });
});
