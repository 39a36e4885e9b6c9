import assert from 'node:assert/strict';
import { USDMClient, WebsocketClient } from 'binance';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { HISTORY_FROM, MINUTE, tableMarket } from '../table-market.ts';
import type { Candle } from '../table-market.ts';

const SYMBOL = 'BTCUSDT';
const CANDLES: Candle[] = [
  [60_000, 60_000, 59_000, 59_100],
  [59_100, 59_200, 59_000, 59_150],
];

describe('the npm client "binance", unchanged', () => {
  let session: PaperSession;
  let client: USDMClient;
  let stream: WebsocketClient;
  const events: Json[] = [];

  before(async () => {
    session = await PaperSession.start([tableMarket(CANDLES)]);
    const { url, wsUrl } = session.running;
    const keys = { api_key: 'paper', api_secret: 'paper-secret' };
    client = new USDMClient({ ...keys, baseUrl: url });
    const quiet = (): void => undefined;
    stream = new WebsocketClient(
      { ...keys, wsUrl, restOptions: { baseUrl: url } },
      { trace: quiet, info: quiet, error: quiet },
    );
    stream.on('message', (message) => events.push(message as unknown as Json));
    const opened = new Set<string>();
    stream.on('open', ({ wsKey }) => opened.add(wsKey));
    await stream.subscribe(['btcusdt@kline_1m', 'btcusdt@markPrice@1s', 'btcusdt@depth20@100ms'], 'usdm');
    await stream.subscribeUsdFuturesUserDataStream();
    await until(() => opened.size === 3, 'three connections');
    // the answer to SUBSCRIBE comes after the connection
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  after(async () => {
    stream.closeAll(true);
    await session.stop();
  });

  async function until(holds: () => boolean, what: string): Promise<void> {
    for (let attempt = 0; attempt < 500 && !holds(); attempt += 1) await new Promise((go) => setTimeout(go, 10));
    assert.ok(holds(), `${what} did not come: ${JSON.stringify(events.map(({ e }) => e))}`);
  }
  const came = (kind: string, holds: (event: Json) => boolean = () => true): Promise<void> =>
    until(() => events.some((event) => event['e'] === kind && holds(event)), kind);

  it('reads the market', async () => {
    const info = await client.getExchangeInfo();
    assert.equal(info.symbols[0]?.symbol, SYMBOL);
    const klines = await client.getKlines({ symbol: SYMBOL, interval: '1m', limit: 5 });
    assert.equal(klines.length, 5);
    const book = await client.getOrderBook({ symbol: SYMBOL, limit: 5 });
    assert.deepEqual(book.bids[0], ['59999.9', '5.000']);
    const drift = (await client.getServerTime()) - Date.now();
    assert.ok(Math.abs(drift) < 1000);
  });

  it('prepares the account', async () => {
    assert.equal((await client.setLeverage({ symbol: SYMBOL, leverage: 5 })).leverage, 5);
    await assert.rejects(client.setMarginType({ symbol: SYMBOL, marginType: 'ISOLATED' }), { code: -4046 });
    const [bracket] = await client.getNotionalAndLeverageBrackets({ symbol: SYMBOL });
    assert.deepEqual(bracket?.brackets[0]?.initialLeverage, 150);
    assert.equal((await client.getAccountCommissionRate({ symbol: SYMBOL })).takerCommissionRate, '0.0005');
    await came('ACCOUNT_CONFIG_UPDATE');
  });

  it('places, queries and cancels a resting order', async () => {
    const id = client.generateNewOrderId();
    const order = { symbol: SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' } as const;
    await client.submitNewOrder({ ...order, quantity: 0.01, price: 58_000, newClientOrderId: id });
    const found = await client.getOrder({ symbol: SYMBOL, origClientOrderId: id });
    assert.equal(found.status, 'NEW');
    assert.equal((await client.getAllOpenOrders({ symbol: SYMBOL })).length, 1);
    const cancelled = await client.cancelOrder({ symbol: SYMBOL, origClientOrderId: id });
    assert.equal(cancelled.status, 'CANCELED');
    await assert.rejects(client.cancelOrder({ symbol: SYMBOL, origClientOrderId: id }), { code: -2011 });
    await came('ORDER_TRADE_UPDATE', ({ o }) => (o as Json)['X'] === 'CANCELED');
  });

  it('places several orders at once and cancels them by a list', async () => {
    const order = { symbol: SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' } as const;
    const placed = await client.submitMultipleOrders([
      { ...order, price: '58000' },
      { ...order, price: '57000' },
    ]);
    const ids = placed.map((each) => ('orderId' in each ? each.orderId : 0));
    const cancelled = await client.cancelMultipleOrders({
      symbol: SYMBOL,
      orderIdList: ids,
    });
    assert.deepEqual(
      cancelled.map((each) => ('status' in each ? each.status : each.code)),
      ['CANCELED', 'CANCELED'],
    );
  });

  it('enters, protects by an algo order, and hears of everything when the stop is hit', async () => {
    const entry = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quantity: 0.01, newOrderRespType: 'RESULT' } as const;
    assert.equal((await client.submitNewOrder(entry)).status, 'FILLED');
    const clientAlgoId = client.generateNewOrderId();
    const stop = { symbol: SYMBOL, side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59500.0' } as const;
    const placed = await client.submitNewAlgoOrder({
      ...stop,
      algoType: 'CONDITIONAL',
      closePosition: 'true',
      workingType: 'MARK_PRICE',
      clientAlgoId,
    });
    assert.equal(placed.clientAlgoId, clientAlgoId);
    assert.equal((await client.getOpenAlgoOrders({ symbol: SYMBOL })).length, 1);
    assert.equal((await client.getPositionsV3({ symbol: SYMBOL }))[0]?.positionAmt, '0.010');
    await came('ALGO_UPDATE', ({ o }) => (o as Json)['X'] === 'NEW');
    await session.finishMinute();
    await came('ALGO_UPDATE', ({ o }) => (o as Json)['X'] === 'FINISHED');
    await came('TRADE_LITE', ({ S }) => S === 'SELL');
    await came('ACCOUNT_UPDATE', ({ a }) => (a as { P: Json[] }).P[0]?.['pa'] === '0.000');
    const closed = HISTORY_FROM + 30 * MINUTE;
    await came('kline', ({ k }) => (k as Json)['t'] === closed && (k as Json)['x'] === true);
    await came('depthUpdate');
    await came('markPriceUpdate');
    assert.deepEqual(await client.getPositionsV3({ symbol: SYMBOL }), []);
    const trades = await client.getAccountTrades({ symbol: SYMBOL, fromId: 1 });
    assert.equal(trades.length, 2);
  });

  it('cancels an algo order', async () => {
    const entry = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quantity: 0.01 } as const;
    await client.submitNewOrder(entry);
    const clientAlgoId = client.generateNewOrderId();
    await client.submitNewAlgoOrder({
      algoType: 'CONDITIONAL',
      symbol: SYMBOL,
      side: 'SELL',
      type: 'TAKE_PROFIT_MARKET',
      triggerPrice: '62000.0',
      closePosition: 'true',
      clientAlgoId,
    });
    const cancelled = await client.cancelAlgoOrder({ clientAlgoId });
    assert.equal(cancelled.code, '200');
    assert.equal((await client.getAlgoOrder({ clientAlgoId })).algoStatus, 'CANCELED');
  });
});
