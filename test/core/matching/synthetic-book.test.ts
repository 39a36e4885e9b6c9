import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSyntheticBook } from '../../../core/matching/synthetic-book.ts';
import { walkBook } from '../../../core/matching/book-walk.ts';
import { money } from '../../../core/money/decimal.ts';
import { isOnStep } from '../../../core/money/rounding.ts';
import { MINUTE, START } from './account-on-candles.ts';

const MODEL = { tickSize: '0.10', stepSize: '0.001', seed: 7 };

describe('the synthetic book', () => {
  it('has 20 levels a side, best first, around the price, on tick and step', () => {
    const prices = fc.integer({ min: 5_568, max: 45_297_640 }).map((ticks) => ticks / 10);
    const book = createSyntheticBook(MODEL);
    fc.assert(
      fc.property(prices, fc.nat(2_000_000), (price, minute) => {
        const { bids, asks } = book(minute * MINUTE, price);
        assert.equal(bids.length, 20);
        assert.equal(asks.length, 20);
        for (const [levels, worse] of [
          [bids, -1],
          [asks, 1],
        ] as const) {
          levels.forEach(([text, quantity], k) => {
            assert.ok(isOnStep(money(text), money('0.1')) && isOnStep(money(quantity), money('0.001')));
            assert.ok(Number(quantity) > 0);
            if (k > 0) assert.ok((Number(text) - Number(levels[k - 1]![0])) * worse > 0);
          });
        }
        assert.equal(money(asks[0]![0]).minus(bids[0]![0]).toString(), '0.2');
        assert.equal(money(bids[0]![0]).plus('0.1').toString(), money(String(price)).toString());
      }),
    );
  });

  it('holds about its depth within its reach, on each side', () => {
    const book = createSyntheticBook({ ...MODEL, depthQuote: 400_000, reachBps: 10 });
    let total = 0;
    for (let minute = 0; minute < 500; minute++) {
      const { bids, asks } = book(START + minute * MINUTE, 60_000);
      assert.ok(Number(bids.at(-1)![0]) >= 60_000 * 0.999 - 0.2);
      assert.ok(Number(asks.at(-1)![0]) <= 60_000 * 1.001 + 0.2);
      for (const [price, quantity] of [...bids, ...asks]) total += Number(price) * Number(quantity);
    }
    assert.ok(Math.abs(total / 1000 / 400_000 - 1) < 0.02, String(total / 1000));
  });

  it('lets a market order of 50,000 USDT pay about half a basis point', () => {
    const book = createSyntheticBook(MODEL);
    let cost = 0;
    for (let minute = 0; minute < 200; minute++) {
      const matches = walkBook(book(START + minute * MINUTE, 60_000), {
        side: 'BUY',
        quantity: money('0.833'),
        limit: money('63000'),
        step: money('0.001'),
      });
      const quote = matches.reduce((sum, match) => sum + match.price.times(match.quantity).toNumber(), 0);
      cost += (quote / 0.833 / 60_000 - 1) * 10_000;
    }
    assert.ok(cost / 200 > 0.4 && cost / 200 < 0.6, String(cost / 200));
  });

  it('is the same for the same seed, minute and price, by number or by text, and another for another', () => {
    const book = createSyntheticBook(MODEL);
    const at = JSON.stringify(book(START, 60_000.1));
    assert.equal(JSON.stringify(createSyntheticBook(MODEL)(START, 60_000.1)), at);
    assert.equal(JSON.stringify(book(START + 59_999, '60000.10')), at);
    assert.notEqual(JSON.stringify(book(START + MINUTE, 60_000.1)), at);
    assert.notEqual(JSON.stringify(createSyntheticBook({ ...MODEL, seed: 8 })(START, 60_000.1)), at);
  });

  it('spreads its jitter evenly over its range', () => {
    const book = createSyntheticBook({ ...MODEL, stepSize: '0.00000001', jitter: 0.5 });
    const factors: number[] = [];
    for (let minute = 0; minute < 100; minute++) {
      book(START + minute * MINUTE, 60_000).asks.forEach(([price, quantity], k) => {
        factors.push((Number(price) * Number(quantity) * 210) / (400_000 * (k + 1)));
      });
    }
    const tenths = new Array<number>(10).fill(0);
    for (const factor of factors) tenths[Math.floor((factor - 0.5 + 1e-9) * 10)]!++;
    for (const count of tenths) assert.ok(count > 150 && count < 250, tenths.join());
  });

  it('honours the spread asked for', () => {
    const { bids, asks } = createSyntheticBook({ ...MODEL, spreadTicks: 1 })(START, 60_000);
    assert.deepEqual([bids[0]![0], asks[0]![0]], ['60000.0', '60000.1']);
  });

  it('ends where prices end, near 0', () => {
    const { bids } = createSyntheticBook(MODEL)(START, '0.3');
    assert.deepEqual(
      bids.map(([price]) => price),
      ['0.2', '0.1'],
    );
  });

  it('refuses parameters outside their range with their name', () => {
    const wrong = [
      [{ spreadTicks: 0 }, /spreadTicks 0/],
      [{ depthQuote: 0 }, /depthQuote 0/],
      [{ reachBps: -1 }, /reachBps -1/],
      [{ jitter: 1 }, /jitter 1/],
      [{ tickSize: '0' }, /tickSize "0"/],
      [{ stepSize: 'x' }, /stepSize "x"/],
    ] as const;
    for (const [change, message] of wrong) {
      assert.throws(() => createSyntheticBook({ ...MODEL, ...change }), message);
    }
    assert.throws(() => createSyntheticBook(MODEL)(START, 0), /a book around 0/);
  });
});
