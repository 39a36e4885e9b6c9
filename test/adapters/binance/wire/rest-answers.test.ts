import assert from 'node:assert/strict';
import { ExchangeError } from '../../../../adapters/exchange/port.ts';
import {
  readAccount,
  readCommissionRate,
  readFill,
  readFundingPayment,
  readLeverageBrackets,
  readPositionRisk,
} from '../../../../adapters/binance/wire/account.ts';
import { readConditionalOrder } from '../../../../adapters/binance/wire/conditional-order.ts';
import { readRateLimits, readSymbolFilters } from '../../../../adapters/binance/wire/exchange-info.ts';
import { parseAnswer } from '../../../../adapters/binance/wire/json-answer.ts';
import { readKlineRows } from '../../../../adapters/binance/wire/kline.ts';
import { readFundingRates, readPremiumIndex } from '../../../../adapters/binance/wire/mark-price.ts';
import { readDepth } from '../../../../adapters/binance/wire/order-book.ts';
import { readOpenOrder, readPlacedOrder } from '../../../../adapters/binance/wire/order.ts';
import { wireList } from '../../../../adapters/binance/wire/wire-object.ts';
import { documentedAnswer, recordedText } from '../recorded-data.ts';

describe('documented and recorded REST answers', () => {
  it('an order is read with its fill, and its id as text', function () {
    const order = readPlacedOrder(documentedAnswer(this, 'Trading/PlaceOrder'), 'POST order');
    assert.deepEqual(order, {
      clientId: 'testOrder',
      orderId: '22542179',
      status: 'NEW',
      executedQuantity: '0',
      averagePrice: '0',
    });
    assert.equal(readPlacedOrder(documentedAnswer(this, 'Trading/GetOrder'), 'GET order').clientId, 'abc');
  });

  it('an open order keeps its stop price and flags', function () {
    const [order] = wireList(documentedAnswer(this, 'Trading/GetOpenOrders'), 'openOrders', readOpenOrder);
    assert.equal(order?.triggerPrice, '9300');
    assert.equal(order.quantity, '0.40');
    assert.equal(order.closePosition, false);
  });

  it('a conditional order is read in all its three places', function () {
    const placed = readConditionalOrder(documentedAnswer(this, 'Trading/PlaceConditionalOrder'), 'POST algoOrder');
    assert.deepEqual(placed, {
      clientId: '6B2I9XVcJpCjqPAJ4YoFX7',
      exchangeId: '2146760',
      side: 'SELL',
      type: 'TAKE_PROFIT',
      status: 'NEW',
      quantity: '0.01',
      triggerPrice: '750.000',
      closePosition: false,
      reduceOnly: false,
    });
    const asked = readConditionalOrder(documentedAnswer(this, 'Trading/GetConditionalOrder'), 'GET algoOrder');
    assert.equal(asked.actualOrderId, '974828356187');
    assert.equal(asked.status, 'FINISHED');
    const open = wireList(documentedAnswer(this, 'Trading/GetOpenConditionalOrders'), 'open', readConditionalOrder);
    assert.equal(open[0]?.actualOrderId, undefined, 'an empty id means that there is none yet');
  });

  it('a fill is read', function () {
    const [fill] = wireList(documentedAnswer(this, 'Trading/GetUserTrades'), 'userTrades', readFill);
    assert.deepEqual(fill, {
      tradeId: 698759,
      orderId: '25851813',
      side: 'SELL',
      price: '7819.01',
      quantity: '0.002',
      quoteQuantity: '15.63802',
      realizedPnl: '-0.91539999',
      commission: '-0.07819010',
      commissionAsset: 'USDT',
      maker: false,
      time: 1569514978020,
    });
  });

  it('the account gives the quote asset alone, and "0" for a position that is not listed', function () {
    const answer = documentedAnswer(this, 'Account/GetAccountInfoV3');
    assert.deepEqual(readAccount(answer, 'DOGEUSDT', 'USDT', 'account'), {
      wallet: '23.72469206',
      unrealised: '0.00000000',
      available: '23.72469206',
      positionAmt: '0',
    });
  });

  it('an account in hedge mode is refused, not read as flat', function () {
    const answer = documentedAnswer(this, 'Trading/GetPositions');
    assert.throws(() => readPositionRisk(answer, 'BTCUSDT', 'positionRisk'), /hedge mode/);
    assert.equal(readPositionRisk(answer, 'ETHUSDT', 'positionRisk'), undefined);
  });

  it('leverage brackets are read from a list and from a bare object, as exact decimals', function () {
    const answer = documentedAnswer(this, 'Account/GetBrackets') as unknown[];
    const expected = {
      bracket: 1,
      initialLeverage: 75,
      notionalFloor: '0',
      notionalCap: '10000',
      maintMarginRatio: '0.0065',
      cum: '0',
    };
    assert.deepEqual(readLeverageBrackets(answer, 'ETHUSDT', 'brackets'), [expected]);
    assert.deepEqual(readLeverageBrackets(answer[0], 'ETHUSDT', 'brackets'), [expected]);
    assert.throws(() => readLeverageBrackets(answer, 'BTCUSDT', 'brackets'), /the brackets of BTCUSDT/);
  });

  it('commission rates and funding payments are read', function () {
    const rates = readCommissionRate(documentedAnswer(this, 'Account/GetUserCommissionRate'), 'commissionRate');
    assert.deepEqual(rates, { maker: '0.0002', taker: '0.0004' });
    const income = wireList(documentedAnswer(this, 'Account/GetIncomeHistory'), 'income', readFundingPayment);
    assert.deepEqual(income[1], { id: '9689322392', amount: '-0.01000000', time: 1570636800000 });
  });

  it('market data is read', function () {
    const [bar] = readKlineRows(documentedAnswer(this, 'ExchangeData/GetKlines'), 'klines');
    assert.deepEqual(bar, {
      openTime: 1499040000000,
      open: 0.0163479,
      high: 0.8,
      low: 0.015758,
      close: 0.015771,
      volume: 148976.11427815,
      quoteVolume: 2434.19055334,
      trades: 308,
      takerBuyVolume: 1756.87402397,
      takerBuyQuoteVolume: 28.46694368,
    });
    assert.deepEqual(readPremiumIndex(documentedAnswer(this, 'ExchangeData/GetMarkPrice'), 'premiumIndex'), {
      markPrice: '11793.63104562',
      indexPrice: '11781.80495970',
      fundingRate: '0.00038246',
      nextFundingTime: 1597392000000,
      time: 1597370495002,
    });
    const book = readDepth(documentedAnswer(this, 'ExchangeData/GetOrderBook'), 'BTCUSDT', 'depth');
    assert.deepEqual(book.bids, [['4.00000000', '431.00000000']]);
    assert.equal(book.time, 1589436922972);
    const funding = readFundingRates(documentedAnswer(this, 'ExchangeData/GetFundingRates'), 'fundingRate');
    assert.deepEqual(funding[0], { fundingTime: 1698768000000, rate: '0.00010000', markPrice: '34287.54619963' });
  });

  it('a settlement without a mark price, as Binance has in old ones, is read with "0"', () => {
    const row = { symbol: 'BTCUSDT', fundingTime: 1568102400000, fundingRate: '0.00010000', markPrice: '' };
    assert.equal(readFundingRates([row], 'fundingRate')[0]?.markPrice, '0');
  });

  for (const file of ['20210721_cryptofeed', '20220504_gustavoparedes']) {
    it(`exchangeInfo of ${file} gives BTCUSDT's filters and the rate limits`, function () {
      const info: unknown = JSON.parse(recordedText(this, `rest/fapi_exchangeInfo_full_${file}.json`));
      const filters = readSymbolFilters(info, 'BTCUSDT', 'exchangeInfo');
      assert.match(filters.tickSize, /^0\.(01|10)$/);
      assert.equal(filters.stepSize, '0.001');
      assert.equal(filters.marketMinQty, '0.001');
      assert.match(filters.multiplierUp, /^1\./);
      assert.deepEqual(readRateLimits(info, 'exchangeInfo'), {
        weightPerMinute: 2400,
        ordersPerTenSeconds: 300,
        ordersPerMinute: 1200,
      });
      assert.throws(
        () => readSymbolFilters(info, 'NOSUCHUSDT', 'exchangeInfo'),
        (error: unknown) => error instanceof ExchangeError && error.code === -1121,
      );
    });
  }

  it('the newest shape of a symbol entry has the same filters', function () {
    const file = 'rest/fapi_exchangeInfo_XAUUSDT_symbol_2026_modern_shape.json';
    const recorded = JSON.parse(recordedText(this, file)) as { symbols?: unknown };
    const info = recorded.symbols ? recorded : { symbols: [recorded] };
    assert.equal(readSymbolFilters(info, 'XAUUSDT', 'exchangeInfo').symbol, 'XAUUSDT');
  });

  it('the brackets of 2024 are all read, each beginning where the one before ends', function () {
    const file = 'rest/fapi_leverageBracket_BTCUSDT_20241024_freqtrade.json';
    const brackets = readLeverageBrackets(JSON.parse(recordedText(this, file)), 'BTCUSDT', 'leverageBracket');
    assert.ok(brackets.length >= 10);
    for (const [index, bracket] of brackets.slice(1).entries()) {
      assert.equal(bracket.notionalFloor, brackets[index]!.notionalCap);
      assert.equal(bracket.bracket, index + 2);
    }
  });
});

describe('the price of an order', () => {
  const order = { clientOrderId: 'mh-a', orderId: 1, status: 'FILLED', executedQty: '0.030' };

  it('is avgPrice where it is stated', () => {
    const answer = { ...order, avgPrice: '30000.10000', cumQuote: '1' };
    assert.equal(readPlacedOrder(answer, 'order').averagePrice, '30000.10000');
  });

  it('is what was paid per unit where only cumQuote is stated, without binary rounding', () => {
    assert.equal(readPlacedOrder({ ...order, cumQuote: '900.00300' }, 'order').averagePrice, '30000.1');
  });

  it('is "0" where neither is: newer answers to a POST leave both out', () => {
    assert.equal(readPlacedOrder(order, 'order').averagePrice, '0');
  });
});

describe('an answer of the wrong shape', () => {
  const order = { clientOrderId: 'mh-a', orderId: 1, status: 'FILLED', executedQty: '0.03' };

  it('is an unknown outcome that names the call, the field, what it should be and what it is', () => {
    assert.throws(
      () => readPlacedOrder({ ...order, executedQty: 0.03 }, 'POST /fapi/v1/order'),
      (error: unknown) =>
        error instanceof ExchangeError &&
        error.kind === 'unknown' &&
        error.message === 'POST /fapi/v1/order: field "executedQty" should be a decimal string but is number 0.03',
    );
    assert.throws(() => readPlacedOrder([], 'POST'), /POST should be an object but is a list/);
    assert.throws(
      () => readPlacedOrder({ ...order, status: 'DONE' }, 'POST'),
      /"status" should be one of NEW, .*another string/,
    );
    assert.throws(() => readPlacedOrder({ ...order, executedQty: '1e-7' }, 'POST'), /"executedQty"/);
    assert.throws(() => readPlacedOrder({ ...order, executedQty: 'NaN' }, 'POST'), /"executedQty"/);
    assert.throws(
      () => readPlacedOrder({ ...order, clientOrderId: undefined }, 'POST'),
      /"clientOrderId" .* is missing/,
    );
  });

  it('names the row of a list', () => {
    assert.throws(() => readKlineRows([[1, '2']], 'GET /fapi/v1/klines'), /klines\[0\] should be a list of 12 columns/);
    assert.throws(() => readKlineRows({}, 'GET /fapi/v1/klines'), /klines should be a list but is an object/);
  });
});

describe('the body of an answer', () => {
  it('keeps an order id of 19 digits to the last one', () => {
    const parsed = parseAnswer('{"orderId":8389765518993295822,"list":[1000001270850379, 7],"t":1700000000000}');
    assert.deepEqual(parsed, { orderId: '8389765518993295822', list: ['1000001270850379', 7], t: 1_700_000_000_000 });
  });

  it('leaves long digits within strings alone', () => {
    assert.deepEqual(parseAnswer('{"a":"x: 12345678901234567890","b":"12345678901234567890"}'), {
      a: 'x: 12345678901234567890',
      b: '12345678901234567890',
    });
  });

  it('is the text itself when it is no JSON', () => {
    assert.equal(parseAnswer('<html>502</html>'), '<html>502</html>');
  });
});
