import assert from 'node:assert/strict';
import fc from 'fast-check';
import { advanceBar, barMoves } from '../../../core/matching/bar-path.ts';
import type { Candle } from './account-on-candles.ts';
import { bottomlessBook, limit, MINUTE, openAccount, START, SYMBOL } from './account-on-candles.ts';

function path([open, high, low, close]: Candle, openTime = START) {
  return { symbol: SYMBOL, bar: { openTime, open, high, low, close }, priceDecimals: 1, bookAt: bottomlessBook };
}

describe('the path of a bar', () => {
  const table: [name: string, candle: Candle, prices: string[]][] = [
    ['low first when it closes above its open', [100, 110, 90, 105], ['100.0', '90.0', '110.0', '105.0']],
    ['low first when it closes at its open', [100, 110, 90, 100], ['100.0', '90.0', '110.0', '100.0']],
    ['high first when it closes below its open', [100, 110, 90, 95], ['100.0', '110.0', '90.0', '95.0']],
  ];
  for (const [name, candle, prices] of table) {
    it(`goes to the ${name}`, () => {
      const moves = barMoves(path(candle));
      assert.deepEqual(
        moves.map((move) => move.price),
        prices,
      );
      assert.deepEqual(
        moves.map((move) => move.kind),
        ['jump', 'path', 'path', 'path'],
      );
    });
  }

  it('takes place at 0 s, 20 s, 40 s and in the last millisecond', () => {
    assert.deepEqual(
      barMoves(path([100, 110, 90, 105])).map((move) => move.time - START),
      [0, 20_000, 40_000, 59_999],
    );
  });

  it('has the mark at the price unless mark prices are given', () => {
    const mark = { open: 100.5, high: 111.12345678, low: 89, close: 105 };
    const given = barMoves({ ...path([100, 110, 90, 105]), mark });
    assert.deepEqual(
      given.map((move) => move.mark),
      ['100.5', '89', '111.12345678', '105'],
    );
    assert.ok(barMoves(path([100, 110, 90, 105])).every((move) => move.mark === move.price));
  });

  it('settles funding with the jump to the open alone', () => {
    const moves = barMoves({ ...path([100, 110, 90, 105]), funding: { rate: '0.0001' } });
    assert.deepEqual(
      moves.map((move) => move.funding?.rate),
      ['0.0001', undefined, undefined, undefined],
    );
  });
});

describe('a bar at once', () => {
  it('takes one move when nothing open can react to it, and four when something can', () => {
    const { engine, buy } = openAccount();
    let moves = 0;
    const counting = {
      ...engine,
      advance: (move: Parameters<typeof engine.advance>[0]) => (moves++, engine.advance(move)),
    };
    buy('1', limit('49900'));
    advanceBar(counting, path([50_000, 50_100, 49_900.1, 50_050], START + MINUTE));
    assert.equal(moves, 1);
    advanceBar(counting, path([50_050, 50_100, 49_900, 50_050], START + 2 * MINUTE));
    assert.equal(moves, 5);
  });

  it('has the same outcome as its four moves', () => {
    const price = fc.integer({ min: 480_000, max: 520_000 }).map((ticks) => ticks / 10);
    const candle = fc.tuple(price, price, price, price).map(([a, b, c, d]): Candle => {
      const [low, open, close, high] = [a, b, c, d].sort((x, y) => x - y) as [number, number, number, number];
      return (a + b) % 2 < 1 ? [open, high, low, close] : [close, high, low, open];
    });
    const level = fc.integer({ min: 470, max: 499 }).map((hundreds) => `${hundreds}00`);
    fc.assert(
      fc.property(fc.array(candle, { maxLength: 20 }), level, level, fc.boolean(), (candles, stop, bid, funded) => {
        const atOnce = openAccount({ leverage: 20 });
        const inMoves = openAccount({ leverage: 20 });
        for (const { buy, stop: protect } of [atOnce, inMoves]) {
          buy('1');
          protect('SELL', stop);
          buy('0.5', limit(bid));
        }
        candles.forEach((one, index) => {
          const bar = {
            ...path(one, START + (index + 1) * MINUTE),
            ...(funded && index % 5 === 0 && { funding: { rate: '0.0001' } }),
          };
          advanceBar(atOnce.engine, bar);
          for (const move of barMoves(bar)) inMoves.engine.advance(move);
        });
        assert.deepEqual(atOnce.engine.snapshot(), inMoves.engine.snapshot());
      }),
      { numRuns: 100 },
    );
  });
});
