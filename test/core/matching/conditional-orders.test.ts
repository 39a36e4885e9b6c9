import assert from 'node:assert/strict';
import type { Candle } from './account-on-candles.ts';
import { bottomlessBook, limit, openAccount, SYMBOL, told } from './account-on-candles.ts';

describe('conditional orders on candles', () => {
  const GREEN: Candle = [50_000, 50_600, 49_400, 50_100];
  const RED: Candle = [50_000, 50_600, 49_400, 49_900];
  const table: [name: string, side: 'long' | 'short', candles: Candle[], exit: string | undefined][] = [
    ['nothing reached', 'long', [[50_000, 50_499.9, 49_500.1, 50_000]], undefined],
    ['stop touched', 'long', [[50_000, 50_100, 49_500, 49_800]], 'SELL 1 @ 49500'],
    ['target touched', 'long', [[50_000, 50_500, 49_900, 50_100]], 'SELL 1 @ 50500'],
    ['gap through the stop fills at the open', 'long', [[49_200, 49_300, 49_100, 49_250]], 'SELL 1 @ 49200'],
    ['gap through the target fills at the open', 'long', [[50_800, 50_900, 50_700, 50_850]], 'SELL 1 @ 50800'],
    ['both in a green bar: the low comes first', 'long', [GREEN], 'SELL 1 @ 49500'],
    ['both in a red bar: the high comes first', 'long', [RED], 'SELL 1 @ 50500'],
    ['both in a green bar: the low comes first', 'short', [GREEN], 'BUY 1 @ 49500'],
    ['both in a red bar: the high comes first', 'short', [RED], 'BUY 1 @ 50500'],
    ['gap through the stop fills at the open', 'short', [[50_700, 50_800, 50_600, 50_650]], 'BUY 1 @ 50700'],
    [
      'a later bar',
      'short',
      [
        [50_000, 50_100, 49_900, 50_000],
        [50_000, 50_499, 49_500, 49_600],
      ],
      'BUY 1 @ 49500',
    ],
  ];
  for (const [name, side, candles, exit] of table) {
    it(`${side}: ${name}${exit ? `: ${exit}` : ''}`, () => {
      const account = openAccount();
      if (side === 'long') {
        account.buy('1');
        account.stop('SELL', '49500');
        account.target('SELL', '50500');
      } else {
        account.sell('1');
        account.stop('BUY', '50500');
        account.target('BUY', '49500');
      }
      account.candles(...candles);
      assert.deepEqual(account.fills().slice(1), exit === undefined ? [] : [exit]);
      assert.equal(account.engine.openConditionals(SYMBOL).length, exit === undefined ? 2 : 0);
    });
  }

  it('pass through TRIGGERING, TRIGGERED and FINISHED, and the other closePosition order expires', () => {
    const { engine, buy, stop, target, candles } = openAccount();
    buy('1');
    stop('SELL', '49500', { clientId: 'stop' });
    target('SELL', '50500', { clientId: 'target' });
    engine.takeEvents();
    candles([50_000, 50_100, 49_400, 49_450]);
    assert.deepEqual(told(engine.takeEvents()), [
      'stop TRIGGERING',
      'stop NEW NEW',
      'stop TRIGGERED',
      'account ORDER',
      'stop TRADE FILLED',
      'stop FINISHED',
      'target EXPIRED',
    ]);
    const stopped = engine.findConditional({ clientId: 'stop' })!;
    const order = engine.findOrder(SYMBOL, { clientId: 'stop' })!;
    assert.equal(stopped.actualOrderId, order.orderId);
    assert.equal(stopped.actualPrice, '49500');
    assert.deepEqual(
      [order.type, order.originalType, order.stopPrice, order.quantity, order.closePosition, order.reduceOnly],
      ['MARKET', 'STOP_MARKET', '49500', '1', true, true],
    );
    assert.equal(engine.findConditional({ clientId: 'target' })?.rejectReason, 'GTE: the position is closed');
  });

  it('with closePosition close whatever the position has grown to', () => {
    const { buy, stop, candles, fills, position } = openAccount();
    buy('1');
    stop('SELL', '49500');
    buy('0.5');
    candles([50_000, 50_000, 49_400, 49_450]);
    assert.equal(fills().at(-1), 'SELL 1.5 @ 49500');
    assert.equal(position(), '0');
  });

  it('with closePosition expire when the position is closed by another order, or turned round', () => {
    for (const quantity of ['1', '2']) {
      const { engine, buy, sell, stop, target } = openAccount();
      buy('1');
      const { algoId } = stop('SELL', '49500');
      target('SELL', '50500');
      sell(quantity);
      assert.deepEqual(engine.openConditionals(SYMBOL), []);
      assert.equal(engine.findConditional({ algoId })?.status, 'EXPIRED');
    }
  });

  it('without closePosition outlive the position', () => {
    const { engine, buy, sell, stop } = openAccount();
    buy('1');
    stop('SELL', '49500', { quantity: '1' });
    sell('1');
    assert.equal(engine.openConditionals(SYMBOL).length, 1);
  });

  it('fill at the book around the trigger, and lose what it cannot fill', () => {
    const bookAt = (price: string) => ({
      bids: [
        [price, '0.4'],
        [String(Number(price) - 1), '0.2'],
      ] as [string, string][],
      asks: bottomlessBook(price).asks,
    });
    const { engine, buy, stop, candles, fills, position } = openAccount({ bookAt });
    buy('1');
    stop('SELL', '49500', { clientId: 'stop' });
    candles([50_000, 50_000, 49_400, 49_450]);
    assert.deepEqual(fills().slice(1), ['SELL 0.4 @ 49500', 'SELL 0.2 @ 49499']);
    assert.equal(position(), '0.4');
    assert.equal(engine.findOrder(SYMBOL, { clientId: 'stop' })?.status, 'EXPIRED');
    assert.equal(engine.findConditional({ clientId: 'stop' })?.status, 'FINISHED');
  });

  it('open a position when they are not reduce-only', () => {
    const { stop, target, candles, fills } = openAccount();
    stop('BUY', '50500', { quantity: '0.2' });
    target('BUY', '49500', { quantity: '0.1' });
    candles([50_000, 50_600, 49_400, 49_900]);
    assert.deepEqual(fills(), ['BUY 0.2 @ 50500', 'BUY 0.1 @ 49500']);
  });

  it('are REJECTED with the reason when the real order is refused at the trigger', () => {
    const { engine, stop, candles } = openAccount({ deposit: '1000' });
    stop('BUY', '50500', { quantity: '5', clientId: 'rich' });
    stop('SELL', '49500', { quantity: '1', reduceOnly: true, clientId: 'nothing' });
    candles([50_000, 50_600, 49_400, 50_100]);
    const rejected = engine.conditionals(SYMBOL).map((one) => `${one.clientId} ${one.status} ${one.rejectReason}`);
    assert.deepEqual(rejected, [
      'rich REJECTED Margin is insufficient.',
      'nothing REJECTED ReduceOnly Order is rejected.',
    ]);
    assert.deepEqual(engine.orders(SYMBOL), []);
  });

  it('of type STOP place a LIMIT order, which is FINISHED when that has ended', () => {
    const { engine, buy, stop, candles, fills } = openAccount();
    buy('1');
    stop('SELL', '49500', { type: 'STOP', price: '49600', quantity: '1', reduceOnly: true, clientId: 'stop' });
    candles([50_000, 50_000, 49_400, 49_450]);
    assert.equal(engine.findConditional({ clientId: 'stop' })?.status, 'TRIGGERED');
    assert.equal(engine.openOrders(SYMBOL)[0]?.originalType, 'STOP');
    candles([49_450, 49_700, 49_450, 49_650]);
    assert.equal(fills().at(-1), 'SELL 1 @ 49600');
    assert.equal(engine.findConditional({ clientId: 'stop' })?.status, 'FINISHED');
    assert.equal(engine.findConditional({ clientId: 'stop' })?.actualPrice, '49600');
  });

  it('of type STOP are FINISHED when their order is cancelled', () => {
    const { engine, buy, stop, candles, now } = openAccount();
    buy('1');
    stop('SELL', '49500', { type: 'STOP', price: '49600', quantity: '1', reduceOnly: true, clientId: 'stop' });
    candles([50_000, 50_000, 49_400, 49_450]);
    engine.cancelOrder(SYMBOL, { clientId: 'stop' }, now());
    assert.equal(engine.findConditional({ clientId: 'stop' })?.status, 'FINISHED');
  });

  it('of type TAKE_PROFIT fill at their limit or better', () => {
    const { buy, target, candles, fills } = openAccount();
    buy('1');
    target('SELL', '50500', { type: 'TAKE_PROFIT', price: '50450', quantity: '1', reduceOnly: true });
    candles([50_000, 50_600, 50_000, 50_100]);
    assert.equal(fills().at(-1), 'SELL 1 @ 50500');
  });

  it('with the mark as working price wait for the mark, and fill at the contract price of that moment', () => {
    const { buy, stop, move, fills } = openAccount();
    buy('1');
    stop('SELL', '49500', { workingType: 'MARK_PRICE' });
    move('49000', { mark: '49800' });
    assert.equal(fills().length, 1);
    move('48000', { mark: '49200' });
    assert.equal(fills().at(-1), 'SELL 1 @ 48500');
  });

  it('with the mark as working price fill at the tick nearest to the contract price of that moment', () => {
    const { buy, stop, move, fills } = openAccount();
    buy('1');
    stop('SELL', '49500', { workingType: 'MARK_PRICE' });
    move('48000.5', { mark: '48800' });
    assert.equal(fills().at(-1), 'SELL 1 @ 49166.9');
  });

  it('with priceProtect do not trigger while mark and price are too far apart, and do so afterwards', () => {
    const { buy, stop, move, fills } = openAccount();
    buy('1');
    stop('SELL', '49500', { priceProtect: true });
    move('49000', { mark: '56000' });
    assert.equal(fills().length, 1);
    move('48900', { mark: '49000' });
    assert.equal(fills().at(-1), 'SELL 1 @ 48900');
  });

  it('happen in the order of the path together with LIMIT orders', () => {
    const { buy, sell, stop, move, fills } = openAccount();
    buy('1');
    sell('0.5', limit('50400'));
    stop('BUY', '50200', { quantity: '0.3' });
    stop('BUY', '50600', { quantity: '0.2' });
    move('51000');
    assert.deepEqual(fills().slice(1), ['BUY 0.3 @ 50200', 'SELL 0.5 @ 50400', 'BUY 0.2 @ 50600']);
  });

  it('come after LIMIT orders on a jump, in the order of the way between', () => {
    const { buy, sell, stop, candles, fills } = openAccount();
    buy('1');
    stop('BUY', '50600', { quantity: '0.2' });
    stop('BUY', '50200', { quantity: '0.3' });
    sell('0.5', limit('50400'));
    candles([51_000, 51_000, 51_000, 51_000]);
    assert.deepEqual(fills().slice(1), ['SELL 0.5 @ 50400', 'BUY 0.3 @ 51000', 'BUY 0.2 @ 51000']);
  });

  it('are cancelled by client id, once', () => {
    const { engine, buy, stop, now } = openAccount();
    buy('1');
    stop('SELL', '49500', { clientId: 'stop' });
    assert.equal(engine.cancelConditional({ clientId: 'stop' }, now()).status, 'CANCELED');
    assert.throws(() => engine.cancelConditional({ clientId: 'stop' }, now()), { code: -2011 });
  });

  it('knock out resting reduce-only orders when they close the position', () => {
    const { engine, buy, sell, stop, candles } = openAccount();
    buy('1');
    sell('1', { ...limit('51000'), reduceOnly: true, clientId: 'profit' });
    stop('SELL', '49500', { clientId: 'stop' });
    engine.takeEvents();
    candles([50_000, 50_000, 49_400, 49_450]);
    assert.equal(told(engine.takeEvents()).at(-1), 'profit EXPIRED EXPIRED (4)');
  });
});
