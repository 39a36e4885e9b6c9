import assert from 'node:assert/strict';
import { advanceBar } from '../../../core/matching/bar-path.ts';
import { limit, MINUTE, openAccount, standingBook, START, SYMBOL, told } from './account-on-candles.ts';

describe('resting LIMIT orders', () => {
  it('fill in full, as maker, at their own price when the path touches it', () => {
    const { engine, buy, sell, candles, fills } = openAccount();
    buy('1', limit('49900'));
    sell('1', limit('50100'));
    candles([50_000, 50_099.9, 49_900.1, 50_000]);
    assert.deepEqual(fills(), []);
    candles([50_000, 50_100, 49_900, 50_000]);
    assert.deepEqual(fills(), ['BUY 1 @ 49900', 'SELL 1 @ 50100']);
    assert.ok(engine.fills(SYMBOL).every((fill) => fill.maker));
    assert.deepEqual(
      engine.fills(SYMBOL).map((fill) => fill.commission),
      ['9.98', '10.02'],
    );
  });

  it('fill at their own price also when the market jumps beyond it', () => {
    const { buy, candles, fills } = openAccount();
    buy('1', limit('49900'));
    candles([49_500, 49_500, 49_500, 49_500]);
    assert.deepEqual(fills(), ['BUY 1 @ 49900']);
  });

  it('fill in the order in which the path reaches them, not in that of their ids', () => {
    const { buy, candles, fills } = openAccount();
    buy('1', limit('49700'));
    buy('1', limit('49900'));
    candles([50_000, 50_000, 49_600, 49_650]);
    assert.deepEqual(fills(), ['BUY 1 @ 49900', 'BUY 1 @ 49700']);
  });

  describe('whose order was larger than the book', () => {
    const thin = () => standingBook({ bids: [['49990', '1']], asks: [['50010', '1']] });
    const tooLarge = ['BUY 1 @ 50010', 'BUY 0.5 @ 50020'];

    for (const [way, stops] of Object.entries({
      'up and away': ['50100'],
      'up and away, in parts': ['50000', '50005', '50100'],
      down: ['49000'],
      nowhere: ['50000'],
    })) {
      it(`fill the rest at their own price where the next path begins: ${way}`, () => {
        const { engine, buy, move, fills } = openAccount({ bookAt: thin() });
        const { orderId } = buy('1.5', limit('50020'));
        assert.equal(engine.findOrder(SYMBOL, { orderId })?.status, 'PARTIALLY_FILLED');
        for (const stop of stops) move(stop);
        assert.deepEqual(fills(), tooLarge);
        assert.deepEqual(
          engine.fills(SYMBOL).map((fill) => fill.maker),
          [false, true],
        );
      });
    }

    it('are not reached by a market that jumps away from them, until a path begins or ends at their price', () => {
      const { buy, move, fills } = openAccount({ bookAt: thin() });
      buy('1.5', limit('50020'));
      move('50100', { kind: 'jump' });
      move('50020.1');
      assert.deepEqual(fills(), tooLarge.slice(0, 1));
      move('50020');
      assert.deepEqual(fills(), tooLarge);
    });

    it('fill also in a bar that is taken at once', () => {
      const { engine, buy, fills } = openAccount({ bookAt: thin() });
      buy('1.5', limit('50020'));
      const bar = { openTime: START + MINUTE, open: 50_020, high: 50_100, low: 50_020, close: 50_100 };
      advanceBar(engine, { symbol: SYMBOL, bar, priceDecimals: 1, bookAt: thin() });
      assert.deepEqual(fills(), tooLarge);
    });
  });

  it('set margin aside while they rest and give it back when cancelled', () => {
    const { engine, buy } = openAccount({ deposit: '10000' });
    const { orderId } = buy('0.9', limit('49000'));
    assert.equal(engine.balance().initialMargin, '8820');
    assert.equal(engine.balance().available, '1157.95');
    assert.throws(() => buy('0.2', limit('49000')), { code: -2019 });
    engine.cancelOrder(SYMBOL, { orderId }, START);
    assert.equal(engine.balance().available, '10000');
  });

  it('need margin for one side only when they lie on both sides of the price', () => {
    const { engine, buy, sell } = openAccount({ deposit: '10100' });
    buy('1', limit('49900'));
    sell('1', limit('50100'));
    assert.equal(engine.balance().initialMargin, '10020');
  });

  it('close what they can and expire instead of opening what the account can no longer afford', () => {
    const { engine, buy, sell, candles, fills, position } = openAccount({ deposit: '10100' });
    buy('1');
    sell('1.9', { ...limit('50400'), clientId: 'turn' });
    sell('0.9');
    engine.takeEvents();
    candles([50_000, 50_500, 50_000, 50_450]);
    assert.equal(fills().at(-1), 'SELL 0.1 @ 50400');
    assert.equal(position(), '0');
    assert.equal(told(engine.takeEvents()).at(-1), 'turn EXPIRED EXPIRED');
  });

  it('expire at the first move at or after their date when they are good till a date', () => {
    const { engine, buy, candles } = openAccount();
    const goodTillDate = START + 11 * MINUTE;
    const { orderId } = buy('1', { ...limit('49000', 'GTD'), goodTillDate });
    const quiet = [50_000, 50_000, 50_000, 50_000] as const;
    for (let minute = 1; minute <= 10; minute++) candles(quiet);
    assert.equal(engine.findOrder(SYMBOL, { orderId })?.status, 'NEW');
    candles(quiet);
    assert.equal(engine.findOrder(SYMBOL, { orderId })?.status, 'EXPIRED');
    candles([49_000, 49_000, 48_900, 49_000]);
    assert.equal(engine.position(SYMBOL).amount, '0');
  });

  it('are found by id and by client id, cancelled by either, and listed in full', () => {
    const { engine, buy, now } = openAccount();
    const first = buy('1', { ...limit('49000'), clientId: 'a' });
    const second = buy('1', { ...limit('49100'), clientId: 'b' });
    assert.deepEqual(engine.findOrder(SYMBOL, { clientId: 'a' }), first);
    assert.equal(engine.cancelOrder(SYMBOL, { clientId: 'a' }, now()).status, 'CANCELED');
    assert.deepEqual(engine.openOrders(), [second]);
    assert.deepEqual(
      engine.orders(SYMBOL).map((order) => order.status),
      ['CANCELED', 'NEW'],
    );
  });
});
