import assert from 'node:assert/strict';
import { createBinanceExchange, type BinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { PaperMarketControl } from '../../../adapters/paper-market/control.ts';
import { ExchangeError } from '../../../adapters/exchange/port.ts';
import { DEFAULT_API_KEY } from '../../../apps/paper-exchange/server.ts';
import type { Candle } from '../../paper-exchange/table-market.ts';
import { HISTORY_FROM, MINUTE, risingCandles, tableMarket } from '../../paper-exchange/table-market.ts';
import { PaperSession } from '../../paper-exchange/paper-session.ts';
import { eventually } from './fake-exchange.ts';

const SYMBOL = 'BTCUSDT';
const HISTORY = 30;
const STARTS_AT = HISTORY_FROM + HISTORY * MINUTE;
const CREDENTIALS = { apiKey: DEFAULT_API_KEY.key, apiSecret: DEFAULT_API_KEY.secret };

/** Minute 0 rests at 60,000, minute 1 falls through 59,500, minute 2 rises through 60,500. */
const CANDLES: readonly Candle[] = [
  [60_000, 60_000, 60_000, 60_000],
  [60_000, 60_000, 59_400, 59_450],
  [59_450, 60_600, 59_450, 60_550],
  ...risingCandles(10),
];

describe('the Binance adapter on the paper exchange', () => {
  let session: PaperSession;
  let exchange: BinanceExchange;
  let control: PaperMarketControl;

  beforeEach(async () => {
    const funding = [{ fundingTime: STARTS_AT + MINUTE, rate: '0.00010000', markPrice: '60000.0' }];
    session = await PaperSession.start([tableMarket(CANDLES, { history: HISTORY, funding })]);
    const { url, wsUrl } = session.running;
    exchange = createBinanceExchange({ endpoints: { restUrl: url, wsUrl }, credentials: CREDENTIALS });
    control = new PaperMarketControl(url);
    await exchange.start();
  });

  afterEach(async () => {
    exchange.close();
    await session.stop();
  });

  const enter = (clientId = 'mh-test1-a-e', side: 'BUY' | 'SELL' = 'BUY') =>
    exchange.account.placeMarketOrder({ symbol: SYMBOL, side, quantity: '0.010', clientId, reduceOnly: false });
  const protect = (side: 'BUY' | 'SELL', triggerPrice: string, clientId: string) => ({
    symbol: SYMBOL,
    side,
    triggerPrice,
    clientId,
    workingType: 'CONTRACT_PRICE' as const,
  });
  const finish = async (): Promise<void> => {
    const { awaiting } = await control.status();
    await control.finishMinute(SYMBOL, awaiting!);
  };

  it('reads the market: filters, bars without the open candle, funding, book and mark price', async () => {
    const { marketData } = exchange;
    const filters = await marketData.filters(SYMBOL);
    assert.equal(filters.tickSize, '0.10');
    assert.equal(filters.minNotional, '50');
    const latest = await marketData.latestKlines(SYMBOL, 5);
    assert.deepEqual(
      latest.map((bar) => bar.openTime),
      [25, 26, 27, 28, 29].map((minute) => HISTORY_FROM + minute * MINUTE),
      'a paused market has no open candle: its last row is complete',
    );
    assert.equal((await marketData.klines(SYMBOL, HISTORY_FROM, STARTS_AT + 60 * MINUTE)).length, HISTORY);
    assert.equal((await marketData.klines(SYMBOL, HISTORY_FROM, HISTORY_FROM + 3 * MINUTE)).length, 3);
    assert.equal(Number((await marketData.depth(SYMBOL, 20)).asks[0]?.[0]), 60_000.1);
    const mark = await marketData.markPrice(SYMBOL);
    assert.equal(Number(mark.markPrice), 60_000);
    assert.equal(mark.time, STARTS_AT);
    await finish();
    await finish();
    assert.equal((await marketData.fundingRates(SYMBOL, STARTS_AT, STARTS_AT + 10 * MINUTE)).length, 1);
  });

  it('prepares the account, also a second time and with a position open', async () => {
    await exchange.account.prepare(SYMBOL, 5);
    await exchange.account.prepare(SYMBOL, 5);
    await enter();
    await exchange.account.prepare(SYMBOL, 5);
    assert.ok((await exchange.account.leverageBrackets(SYMBOL)).length > 5);
    assert.deepEqual(await exchange.account.commissionRate(SYMBOL), { maker: '0.0002', taker: '0.0005' });
  });

  it('enters, sees its position and its fill, and finds the order by its id', async () => {
    const { account } = exchange;
    await account.prepare(SYMBOL, 5);
    const flat = await account.account(SYMBOL);
    assert.equal(flat.positionAmt, '0');
    assert.equal(Number(flat.wallet), 10_000);
    const placed = await enter();
    assert.equal(placed.status, 'FILLED');
    assert.equal(placed.executedQuantity, '0.010');
    assert.deepEqual(await account.findOrder(SYMBOL, placed.clientId).then((found) => found?.orderId), placed.orderId);
    assert.equal(await account.findOrder(SYMBOL, 'mh-test1-z-e'), undefined);
    const view = await account.account(SYMBOL);
    assert.equal(Number(view.positionAmt), 0.01);
    assert.equal(Number(view.entryPrice), 60_000.1);
    assert.ok(Number(view.liquidationPrice) > 40_000 && Number(view.liquidationPrice) < 60_000);
    const fills = await account.fillsAfter(SYMBOL, 0);
    assert.equal(fills.length, 1);
    assert.equal(fills[0]?.orderId, placed.orderId);
    assert.equal(Number(view.wallet), 10_000 - Number(fills[0].commission));
    assert.deepEqual(await account.fillsAfter(SYMBOL, fills[0].tradeId), []);
  });

  it('is protected by a stop and a target, and the stop ends the position', async () => {
    const { account } = exchange;
    await account.prepare(SYMBOL, 5);
    await enter();
    const stop = await account.placeStop(protect('SELL', '59500.00', 'mh-test1-a-s'));
    await account.placeTarget(protect('SELL', '60500.00', 'mh-test1-a-t'));
    assert.equal(stop.closePosition, true);
    const open = await account.openConditionalOrders(SYMBOL);
    assert.deepEqual(open.map((order) => `${order.type} ${Number(order.triggerPrice)}`).sort(), [
      'STOP_MARKET 59500',
      'TAKE_PROFIT_MARKET 60500',
    ]);
    assert.deepEqual(await account.openOrders(SYMBOL), [], 'ordinary queries do not know them');
    await finish();
    await finish();
    assert.equal((await account.account(SYMBOL)).positionAmt, '0');
    const ended = await account.findConditionalOrder(SYMBOL, 'mh-test1-a-s');
    assert.equal(ended?.status, 'FINISHED');
    const [entry, exit] = await account.fillsAfter(SYMBOL, 0);
    assert.equal(exit?.orderId, ended.actualOrderId);
    assert.equal(exit?.side, 'SELL');
    assert.deepEqual(await account.fillsAfter(SYMBOL, entry!.tradeId), [exit]);
    await account.cancelConditionalOrder(SYMBOL, 'mh-test1-a-t');
    await account.cancelConditionalOrder(SYMBOL, 'mh-test1-a-t');
    assert.deepEqual(await account.openConditionalOrders(SYMBOL), []);
  });

  it('refusals keep Binance’s codes', async () => {
    const { account } = exchange;
    const refused = (code: number) => (error: unknown) =>
      error instanceof ExchangeError && error.kind === 'rejected' && error.code === code;
    const order = { symbol: SYMBOL, side: 'BUY', clientId: 'mh-test1-b-e', reduceOnly: false } as const;
    await assert.rejects(account.placeMarketOrder({ ...order, quantity: '0.0001' }), refused(-1111));
    await assert.rejects(account.placeMarketOrder({ ...order, quantity: '100' }), refused(-2019));
    await assert.rejects(account.placeMarketOrder({ ...order, quantity: '0.010', reduceOnly: true }), refused(-2022));
    await enter();
    const through = protect('SELL', '60100.00', 'mh-test1-b-s');
    await assert.rejects(account.placeStop(through), refused(-2021));
    await account.placeStop(protect('SELL', '59000.00', 'mh-test1-b-s'));
    const second = protect('SELL', '58000.00', 'mh-test1-b-s1');
    await assert.rejects(account.placeStop(second), refused(-4130), 'one closing stop a direction');
  });

  it('pays and sums funding', async () => {
    await exchange.account.prepare(SYMBOL, 5);
    await enter();
    await finish();
    await finish();
    const paid = Number(await exchange.account.fundingSince(SYMBOL, STARTS_AT));
    assert.ok(Math.abs(paid + 0.01 * 60_000 * 0.0001) < 0.001, `${paid}`);
  });

  it('a wrong key is an authorisation error, not a refusal of the order', async () => {
    const { url, wsUrl } = session.running;
    const credentials = { apiKey: 'paper', apiSecret: 'not-the-secret' };
    const stranger = createBinanceExchange({ endpoints: { restUrl: url, wsUrl }, credentials });
    await assert.rejects(
      stranger.account.account(SYMBOL),
      (error: unknown) =>
        error instanceof ExchangeError && error.kind === 'auth' && !/not-the-secret/.test(error.message),
    );
    stranger.close();
  });

  it('hears each minute once, and what happened to its orders', async () => {
    const { account } = exchange;
    await account.prepare(SYMBOL, 5);
    const bars: number[] = [];
    const told: string[] = [];
    const up: string[] = [];
    const feed = exchange.feed(SYMBOL, {
      onBar: (bar) => bars.push((bar.openTime - STARTS_AT) / MINUTE),
      onConnected: () => up.push('feed'),
    });
    const user = exchange.userStream({
      onAccountChanged: (what) => told.push(what),
      onConnected: () => up.push('user'),
    });
    try {
      await Promise.all([feed.start(), user.start()]);
      await eventually('both streams and the newest bar', () => up.length === 2 && bars.length === 1);
      await enter();
      await account.placeStop(protect('SELL', '59500.00', 'mh-test1-c-s'));
      await account.placeTarget(protect('SELL', '60500.00', 'mh-test1-c-t'));
      for (let minute = 0; minute < 4; minute++) {
        await finish();
        await eventually(`bar ${minute}`, () => bars.at(-1) === minute);
      }
      assert.deepEqual(bars, [-1, 0, 1, 2, 3]);
      const heard = (pattern: RegExp): boolean => told.some((line) => pattern.test(line));
      await eventually('entry, funding, stop', () =>
        [/FILLED mh-test1-a-e BUY/, /ACCOUNT_UPDATE FUNDING_FEE/, /ALGO_UPDATE FINISHED mh-test1-c-s/].every(heard),
      );
    } finally {
      await Promise.all([feed.stop(), user.stop()]);
    }
  });

  it('status of a lock-step market says what it waits for', async () => {
    const before = await control.status();
    assert.equal(before.speed, 'max');
    assert.equal(before.awaiting, STARTS_AT - MINUTE);
    await control.finishMinute(SYMBOL, before.awaiting);
    await control.finishMinute(SYMBOL, before.awaiting);
    const after = await control.status();
    assert.equal(after.lastClosedBar, STARTS_AT, 'finishing a minute twice does no harm');
    assert.equal(after.finished, false);
  });
});
