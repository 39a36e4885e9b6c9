import assert from 'node:assert/strict';
import { createBinanceExchange, type BinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { ExchangeError } from '../../../adapters/exchange/port.ts';
import { FakeExchange, type FakeAnswer } from './fake-exchange.ts';

const refusal = (code: number, msg = 'no'): FakeAnswer => ({ status: 400, body: { code, msg } });
const hasCode = (code: number) => (error: unknown) => error instanceof ExchangeError && error.code === code;

describe('the trading account', () => {
  let fake: FakeExchange;
  let exchange: BinanceExchange;

  beforeEach(async () => {
    fake = await FakeExchange.start();
    const credentials = { apiKey: 'K'.repeat(64), apiSecret: 'S'.repeat(64) };
    exchange = createBinanceExchange({ endpoints: fake.endpoints, credentials });
  });

  afterEach(async () => {
    exchange.close();
    await fake.stop();
  });

  const askedParams = (route: string): Record<string, string> => {
    const { timestamp: _t, signature: _s, recvWindow: _r, ...params } = fake.asked(route).at(-1)!.params;
    return params;
  };

  describe('orders', () => {
    const request = { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.30', clientId: 'mh-ab12-x-x' } as const;

    beforeEach(() => {
      fake.on('POST /fapi/v1/order', () => ({
        body: { clientOrderId: 'mh-ab12-x-x', orderId: 7, status: 'FILLED', executedQty: '0.30', avgPrice: '1' },
      }));
    });

    it('go out with the client id, the quantity as written, and the wish for a result', async () => {
      await exchange.account.placeMarketOrder({ ...request, reduceOnly: true });
      assert.deepEqual(askedParams('POST /fapi/v1/order'), {
        symbol: 'BTCUSDT',
        side: 'SELL',
        type: 'MARKET',
        quantity: '0.30',
        reduceOnly: 'true',
        newClientOrderId: 'mh-ab12-x-x',
        newOrderRespType: 'RESULT',
      });
    });

    it('that may open a position do not mention reduceOnly', async () => {
      await exchange.account.placeMarketOrder({ ...request, reduceOnly: false });
      assert.equal('reduceOnly' in askedParams('POST /fapi/v1/order'), false);
    });

    it('leave the request as it was: a retry sends the same id', async () => {
      const order = Object.freeze({ ...request, reduceOnly: false });
      await exchange.account.placeMarketOrder(order);
      await exchange.account.placeMarketOrder(order);
      const ids = fake.asked('POST /fapi/v1/order').map(({ params }) => params['newClientOrderId']);
      assert.deepEqual(ids, ['mh-ab12-x-x', 'mh-ab12-x-x']);
    });

    it('print nothing about their ids', async () => {
      const warn = console.warn;
      const printed: unknown[] = [];
      console.warn = (...parts: unknown[]) => printed.push(parts);
      try {
        await exchange.account.placeMarketOrder({ ...request, reduceOnly: false });
      } finally {
        console.warn = warn;
      }
      assert.deepEqual(printed, []);
    });

    it('are found by client id, or are undefined when the exchange knows none', async () => {
      fake.script('GET /fapi/v1/order', [
        refusal(-2013, 'Order does not exist.'),
        refusal(-1102),
        { status: 502, body: '' },
      ]);
      assert.equal(await exchange.account.findOrder('BTCUSDT', 'mh-ab12-x-x'), undefined);
      assert.deepEqual(askedParams('GET /fapi/v1/order'), { symbol: 'BTCUSDT', origClientOrderId: 'mh-ab12-x-x' });
      await assert.rejects(exchange.account.findOrder('BTCUSDT', 'mh-ab12-x-x'), hasCode(-1102));
      await assert.rejects(exchange.account.findOrder('BTCUSDT', 'mh-ab12-x-x'), 'a failed question is not "none"');
    });

    it('that are gone already count as cancelled', async () => {
      fake.script('DELETE /fapi/v1/order', [{ body: {} }, refusal(-2011, 'Unknown order sent.'), refusal(-1121)]);
      await exchange.account.cancelOrder('BTCUSDT', 'mh-ab12-x-x');
      await exchange.account.cancelOrder('BTCUSDT', 'mh-ab12-x-x');
      await assert.rejects(exchange.account.cancelOrder('BTCUSDT', 'mh-ab12-x-x'), hasCode(-1121));
    });
  });

  describe('stops and targets', () => {
    const request = {
      symbol: 'BTCUSDT',
      side: 'SELL',
      triggerPrice: '29500.10',
      clientId: 'mh-ab12-x-s',
      workingType: 'MARK_PRICE',
    } as const;
    const answer = (type: string, status = 'NEW') => ({
      algoId: 9,
      clientAlgoId: 'mh-ab12-x-s',
      orderType: type,
      side: 'SELL',
      algoStatus: status,
      triggerPrice: '29500.10',
      quantity: null,
      closePosition: true,
      reduceOnly: false,
    });

    it('go to the algo-order path, closing the whole position', async () => {
      fake.on('POST /fapi/v1/algoOrder', ({ params }) => ({ body: answer(params['type']!) }));
      const stop = await exchange.account.placeStop(request);
      assert.deepEqual(askedParams('POST /fapi/v1/algoOrder'), {
        algoType: 'CONDITIONAL',
        symbol: 'BTCUSDT',
        side: 'SELL',
        type: 'STOP_MARKET',
        triggerPrice: '29500.10',
        closePosition: 'true',
        workingType: 'MARK_PRICE',
        clientAlgoId: 'mh-ab12-x-s',
      });
      assert.equal(stop.exchangeId, '9');
      assert.equal(stop.quantity, '0', 'a closing order has no quantity of its own');
      assert.equal((await exchange.account.placeTarget(request)).type, 'TAKE_PROFIT_MARKET');
    });

    it('are listed, found and cancelled by their own client id', async () => {
      fake.on('GET /fapi/v1/openAlgoOrders', () => ({ body: [{ ...answer('STOP_MARKET'), actualOrderId: '' }] }));
      fake.script('GET /fapi/v1/algoOrder', [
        { body: { ...answer('STOP_MARKET', 'FINISHED'), actualOrderId: '974828356187' } },
        refusal(-2013),
      ]);
      fake.script('DELETE /fapi/v1/algoOrder', [{ body: { code: '200', msg: 'success' } }, refusal(-2011)]);
      const { account } = exchange;
      assert.equal((await account.openConditionalOrders('BTCUSDT'))[0]?.actualOrderId, undefined);
      assert.equal((await account.findConditionalOrder('BTCUSDT', 'mh-ab12-x-s'))?.actualOrderId, '974828356187');
      assert.equal(await account.findConditionalOrder('BTCUSDT', 'mh-ab12-x-s'), undefined);
      await account.cancelConditionalOrder('BTCUSDT', 'mh-ab12-x-s');
      await account.cancelConditionalOrder('BTCUSDT', 'mh-ab12-x-s');
      assert.deepEqual(askedParams('DELETE /fapi/v1/algoOrder'), { clientAlgoId: 'mh-ab12-x-s' });
    });
  });

  describe('the account view', () => {
    const serve = (account: string, risk: string | undefined): void => {
      fake.on('GET /fapi/v3/account', () => ({
        body: {
          assets: [{ asset: 'USDT', walletBalance: '1000.5', unrealizedProfit: '-2.5', availableBalance: '900' }],
          positions: account === '0' ? [] : [{ symbol: 'BTCUSDT', positionSide: 'BOTH', positionAmt: account }],
        },
      }));
      fake.on('GET /fapi/v3/positionRisk', () => ({
        body:
          risk === undefined
            ? []
            : [
                {
                  symbol: 'BTCUSDT',
                  positionSide: 'BOTH',
                  positionAmt: risk,
                  entryPrice: '30000.5',
                  markPrice: '29999.9',
                  liquidationPrice: '25000',
                },
              ],
      }));
    };

    it('of a flat account takes two calls, and tells mark price and market time', async () => {
      serve('0', undefined);
      assert.deepEqual(await exchange.account.account('BTCUSDT'), {
        wallet: '1000.5',
        unrealised: '-2.5',
        available: '900',
        positionAmt: '0',
        entryPrice: '0',
        markPrice: '30000.10000000',
        liquidationPrice: '0',
        time: 1_700_000_000_000,
      });
      assert.equal(fake.asked('GET /fapi/v3/positionRisk').length, 0);
    });

    it('with a position adds its prices', async () => {
      serve('-0.010', '-0.010');
      const view = await exchange.account.account('BTCUSDT');
      assert.equal(view.positionAmt, '-0.010');
      assert.equal(view.entryPrice, '30000.5');
      assert.equal(view.liquidationPrice, '25000');
    });

    it('asks again when a fill came between its two answers', async () => {
      serve('0.010', undefined);
      fake.script('GET /fapi/v3/account', [
        {
          body: {
            assets: [{ asset: 'USDT', walletBalance: '1000', unrealizedProfit: '5', availableBalance: '900' }],
            positions: [{ symbol: 'BTCUSDT', positionSide: 'BOTH', positionAmt: '0.010' }],
          },
        },
        {
          body: {
            assets: [{ asset: 'USDT', walletBalance: '1005', unrealizedProfit: '0', availableBalance: '1005' }],
            positions: [],
          },
        },
      ]);
      const view = await exchange.account.account('BTCUSDT');
      assert.equal(view.wallet, '1005');
      assert.equal(view.positionAmt, '0');
    });

    it('that never agrees with itself is an error, not a guess', async () => {
      serve('0.010', '0.020');
      await assert.rejects(exchange.account.account('BTCUSDT'), /changed 3 times while it was being read/);
    });

    it('that can not be had is an error, not "flat"', async () => {
      serve('0', undefined);
      fake.on('GET /fapi/v3/account', () => ({ body: { assets: [], positions: [] } }));
      await assert.rejects(exchange.account.account('BTCUSDT'), /"assets" should be a list with USDT in it/);
    });
  });

  describe('fills', () => {
    const trade = (id: number) => ({
      id,
      orderId: id + 1,
      side: 'BUY',
      price: '30000.1',
      qty: '0.001',
      quoteQty: '30.0001',
      realizedPnl: '0',
      commission: '0.015',
      commissionAsset: 'USDT',
      maker: false,
      time: 1_700_000_000_000 + id,
    });

    beforeEach(() => {
      const all = Array.from({ length: 2_345 }, (_, index) => trade(index + 1));
      fake.on('GET /fapi/v1/userTrades', ({ params }) => {
        const limit = Number(params['limit']);
        if (params['fromId'] === undefined) return { body: all.slice(-limit) };
        return { body: all.filter(({ id }) => id >= Number(params['fromId'])).slice(0, limit) };
      });
    });

    it('after a trade are paged to the end, each once and ascending', async () => {
      const fills = await exchange.account.fillsAfter('BTCUSDT', 100);
      assert.deepEqual(
        fills.map((fill) => fill.tradeId),
        Array.from({ length: 2_245 }, (_, index) => index + 101),
      );
    });

    it('without a trade to start from are the newest thousand', async () => {
      const fills = await exchange.account.fillsAfter('BTCUSDT', 0);
      assert.equal(fills.length, 1_000);
      assert.equal(fills.at(-1)?.tradeId, 2_345);
      assert.equal('fromId' in askedParams('GET /fapi/v1/userTrades'), false);
    });

    it('after the last one are none', async () => {
      assert.deepEqual(await exchange.account.fillsAfter('BTCUSDT', 2_345), []);
    });
  });

  it('funding is summed exactly over all pages, the payments of one millisecond once each', async () => {
    const all = Array.from({ length: 2_100 }, (_, index) => ({
      symbol: 'BTCUSDT',
      incomeType: 'FUNDING_FEE',
      income: index % 2 === 0 ? '0.10000001' : '-0.30000000',
      asset: 'USDT',
      time: 1_700_000_000_000 + Math.floor(index / 3) * 1_000,
      tranId: 9_000_000_000 + index,
    }));
    fake.on('GET /fapi/v1/income', ({ params }) => ({
      body: all.filter(({ time }) => time >= Number(params['startTime'])).slice(0, Number(params['limit'])),
    }));
    assert.equal(await exchange.account.fundingSince('BTCUSDT', 1_700_000_000_000), '-209.9999895');
    assert.equal(await exchange.account.fundingSince('BTCUSDT', 1_900_000_000_000), '0');
  });

  describe('preparing the account', () => {
    const routes = ['POST /fapi/v1/positionSide/dual', 'POST /fapi/v1/marginType', 'POST /fapi/v1/leverage'] as const;

    beforeEach(() => {
      for (const route of routes) fake.on(route, () => ({ body: { code: 200, msg: 'success' } }));
    });

    it('sets one-way mode, isolated margin and the leverage', async () => {
      await exchange.account.prepare('BTCUSDT', 5);
      assert.deepEqual(askedParams(routes[0]), { dualSidePosition: 'false' });
      assert.deepEqual(askedParams(routes[1]), { symbol: 'BTCUSDT', marginType: 'ISOLATED' });
      assert.deepEqual(askedParams(routes[2]), { symbol: 'BTCUSDT', leverage: '5' });
    });

    it('succeeds when all is set already', async () => {
      fake.on(routes[0], () => refusal(-4059, 'No need to change position side.'));
      fake.on(routes[1], () => refusal(-4046, 'No need to change margin type.'));
      await exchange.account.prepare('BTCUSDT', 5);
    });

    it('succeeds with a position open when the settings are right, and fails when they are not', async () => {
      let dual = false;
      let marginType = 'ISOLATED';
      fake.on(routes[0], () => refusal(-4068, 'Position side cannot be changed if there exists position.'));
      fake.on(routes[1], () => refusal(-4048, 'Margin type cannot be changed if there exists position.'));
      fake.on('GET /fapi/v1/positionSide/dual', () => ({ body: { dualSidePosition: dual } }));
      fake.on('GET /fapi/v1/symbolConfig', () => ({ body: [{ symbol: 'BTCUSDT', marginType, leverage: 5 }] }));
      await exchange.account.prepare('BTCUSDT', 5);
      marginType = 'CROSSED';
      await assert.rejects(exchange.account.prepare('BTCUSDT', 5), hasCode(-4048));
      dual = true;
      await assert.rejects(exchange.account.prepare('BTCUSDT', 5), hasCode(-4068));
    });

    it('passes a leverage on that the exchange refuses', async () => {
      fake.on(routes[2], () => refusal(-4028, 'Leverage 500 is not valid'));
      await assert.rejects(exchange.account.prepare('BTCUSDT', 500), hasCode(-4028));
    });
  });
});
