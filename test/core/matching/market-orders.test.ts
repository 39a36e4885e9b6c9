import assert from 'node:assert/strict';
import type { EngineBook } from '../../../core/matching/engine-contract.ts';
import { limit, openAccount, standingBook, SYMBOL, told } from './account-on-candles.ts';

const BOOK: EngineBook = {
  bids: [
    ['49999.9', '0.5'],
    ['49999.8', '0.25'],
    ['49990.0', '1'],
  ],
  asks: [
    ['50000.1', '0.5'],
    ['50000.3', '0.25'],
    ['50010.0', '1'],
  ],
};

describe('orders against the book', () => {
  it('walks the book level by level, one fill a level, and averages the price', () => {
    const { buy, fills } = openAccount({ bookAt: standingBook(BOOK) });
    const order = buy('1');
    assert.deepEqual(fills(), ['BUY 0.5 @ 50000.1', 'BUY 0.25 @ 50000.3', 'BUY 0.25 @ 50010']);
    assert.equal(order.status, 'FILLED');
    assert.equal(order.executedQuantity, '1');
    assert.equal(order.executedQuote, '50002.625');
    assert.equal(order.averagePrice, '50002.625');
  });

  it('sells into the bids', () => {
    const { sell, fills, position } = openAccount({ bookAt: standingBook(BOOK) });
    sell('0.6');
    assert.deepEqual(fills(), ['SELL 0.5 @ 49999.9', 'SELL 0.1 @ 49999.8']);
    assert.equal(position(), '-0.6');
  });

  it('lets the part of a MARKET order expire that the book cannot fill', () => {
    const { engine, buy, position } = openAccount({ bookAt: standingBook(BOOK) });
    engine.takeEvents();
    const order = buy('3', { clientId: 'big' });
    assert.equal(order.status, 'EXPIRED');
    assert.equal(order.executedQuantity, '1.75');
    assert.equal(position(), '1.75');
    const trade = ['account ORDER', 'big TRADE PARTIALLY_FILLED'];
    assert.deepEqual(told(engine.takeEvents()), [
      'big NEW NEW',
      ...trade,
      ...trade,
      ...trade,
      'big EXPIRED EXPIRED (9)',
    ]);
  });

  it('stops a MARKET order at the percent-price band', () => {
    const asks: EngineBook['asks'] = [
      ['52500', '0.5'],
      ['52500.1', '5'],
    ];
    const { buy, fills } = openAccount({ bookAt: standingBook({ bids: [], asks }) });
    assert.equal(buy('1').status, 'EXPIRED');
    assert.deepEqual(fills(), ['BUY 0.5 @ 52500']);
  });

  it('takes level quantities that are off the step rounded down to it', () => {
    const bookAt = standingBook({
      bids: [],
      asks: [
        ['50000.1', '0.0005'],
        ['50000.2', '0.1239'],
        ['50000.3', '9'],
      ],
    });
    const { buy, fills } = openAccount({ bookAt });
    buy('0.2');
    assert.deepEqual(fills(), ['BUY 0.123 @ 50000.2', 'BUY 0.077 @ 50000.3']);
  });

  it('fills a crossing LIMIT order up to its price as taker, and rests what is left', () => {
    const { engine, buy } = openAccount({ bookAt: standingBook(BOOK) });
    const order = buy('1', limit('50000.3'));
    assert.equal(order.status, 'PARTIALLY_FILLED');
    assert.equal(order.executedQuantity, '0.75');
    assert.deepEqual(
      engine.openOrders(SYMBOL).map((open) => open.orderId),
      [order.orderId],
    );
    assert.ok(engine.fills(SYMBOL).every((fill) => !fill.maker));
  });

  it('fills what an IOC can get and lets the rest expire', () => {
    const { engine, buy } = openAccount({ bookAt: standingBook(BOOK) });
    engine.takeEvents();
    const order = buy('1', { ...limit('50000.1', 'IOC'), clientId: 'ioc' });
    assert.equal(order.executedQuantity, '0.5');
    assert.equal(told(engine.takeEvents()).at(-1), 'ioc EXPIRED EXPIRED (2)');
    assert.equal(buy('1', limit('49000', 'IOC')).executedQuantity, '0');
  });

  it('fills a FOK in full or not at all', () => {
    const { buy, fills } = openAccount({ bookAt: standingBook(BOOK) });
    assert.equal(buy('0.75', limit('50000.3', 'FOK')).status, 'FILLED');
    assert.throws(() => buy('0.751', limit('50000.3', 'FOK')), { code: -5021 });
    assert.equal(fills().length, 2);
  });

  it('rests a post-only order that does not cross', () => {
    const { buy } = openAccount({ bookAt: standingBook(BOOK) });
    assert.equal(buy('1', limit('50000', 'GTX')).status, 'NEW');
  });

  it('clips a reduce-only order at the position and lets the rest expire', () => {
    const { engine, buy, sell, position } = openAccount();
    buy('1');
    engine.takeEvents();
    const order = sell('3', { reduceOnly: true, clientId: 'close' });
    assert.equal(order.executedQuantity, '1');
    assert.equal(position(), '0');
    assert.equal(told(engine.takeEvents()).at(-1), 'close EXPIRED EXPIRED (4)');
  });

  it('clips a reduce-only LIMIT order likewise when it is resting', () => {
    const { buy, sell, candles, position, engine } = openAccount();
    buy('1');
    const { orderId } = sell('3', { ...limit('50100'), reduceOnly: true });
    candles([50_000, 50_200, 50_000, 50_150]);
    assert.equal(position(), '0');
    assert.deepEqual(engine.findOrder(SYMBOL, { orderId })?.status, 'EXPIRED');
    assert.equal(engine.findOrder(SYMBOL, { orderId })?.executedQuantity, '1');
  });
});
