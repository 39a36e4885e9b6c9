import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bar } from '../../../core/market/bar.ts';
import { LAST_POINT, offsetOf, pointAt, priceAt } from '../../../apps/paper-exchange/market-driver/minute-path.ts';
import { tapeOf } from '../../../apps/paper-exchange/market-driver/minute-tape.ts';
import { partialBar } from '../../../apps/paper-exchange/market-driver/partial-bar.ts';

function bar(open: number, high: number, low: number, close: number, volume = 12.345): Bar {
  return {
    openTime: 1_767_225_600_000,
    open,
    high,
    low,
    close,
    volume,
    quoteVolume: volume * close,
    trades: 99,
    takerBuyVolume: Number((volume / 3).toFixed(3)),
    takerBuyQuoteVolume: (volume / 3) * close,
  };
}

const prices = (of: Bar, points: number[]): string[] => points.map((point) => priceAt(of, point, 0.1, 1));

describe('the path of a minute', () => {
  it('goes low first in a rising minute and high first in a falling one', () => {
    assert.deepEqual(prices(bar(100, 110, 90, 105), [0, 20, 40, 60]), ['100.0', '90.0', '110.0', '105.0']);
    assert.deepEqual(prices(bar(105, 110, 90, 100), [0, 20, 40, 60]), ['105.0', '110.0', '90.0', '100.0']);
    assert.deepEqual(prices(bar(100, 110, 90, 100), [0, 20, 40, 60]), ['100.0', '90.0', '110.0', '100.0']);
  });

  it('runs straight in between, on the tick', () => {
    assert.deepEqual(prices(bar(100, 110, 90, 105), [5, 10, 30, 50]), ['97.5', '95.0', '100.0', '107.5']);
    assert.deepEqual(prices(bar(100, 100.3, 100, 100.1), [41, 45]), ['100.3', '100.3']);
  });

  it('keeps the bar’s own prices where it turns, even off the tick', () => {
    assert.equal(priceAt(bar(100.07, 110, 90, 105.01), 0, 0.1, 2), '100.07');
    assert.equal(priceAt(bar(100.07, 110, 90, 105.01), LAST_POINT, 0.1, 2), '105.01');
  });

  it('reaches the close with the last millisecond', () => {
    assert.equal(offsetOf(LAST_POINT), 59_999);
    assert.equal(pointAt(59_998), 59);
    assert.equal(pointAt(59_999), LAST_POINT);
    assert.equal(pointAt(0), 0);
  });

  it('shows of an open candle what has happened, and at its end the bar itself', () => {
    const whole = bar(100, 110, 90, 105);
    const early = partialBar(whole, 10, 0.1, 1);
    assert.deepEqual([early.open, early.high, early.low, early.close], [100, 100, 95, 95]);
    const later = partialBar(whole, 30, 0.1, 1);
    assert.deepEqual([later.high, later.low, later.close], [100, 90, 100]);
    assert.equal(later.volume, 6.173);
    assert.equal(partialBar(whole, LAST_POINT, 0.1, 1), whole);
  });

  it('never shows more than the bar, whatever the bar', () => {
    const tick = fc.integer({ min: 1, max: 2_000_000 }).map((ticks) => Number((ticks / 10).toFixed(1)));
    fc.assert(
      fc.property(tick, tick, tick, tick, fc.integer({ min: 0, max: LAST_POINT }), (a, b, c, d, point) => {
        const whole = bar(a, Math.max(a, b, c, d), Math.min(a, b, c, d), b);
        const part = partialBar(whole, point, 0.1, 1);
        assert.ok(part.high <= whole.high && part.low >= whole.low && part.volume <= whole.volume);
        assert.ok(part.low <= part.close && part.close <= part.high);
      }),
    );
  });
});

describe('the tape of a minute', () => {
  it('adds up to the volume and its taker part to the last lot, with ascending ids of its own minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (lots, share) => {
        const bought = Math.floor(lots * share);
        const whole = { ...bar(100, 110, 90, 105, lots / 1000), takerBuyVolume: bought / 1000 };
        const trades = tapeOf(whole, 0.1, 1, 3);
        const sum = (all: typeof trades): number =>
          all.reduce((total, { quantity }) => total + Math.round(Number(quantity) * 1000), 0);
        assert.equal(sum(trades), lots);
        assert.equal(sum(trades.filter(({ buyerIsMaker }) => !buyerIsMaker)), bought);
        const ids = trades.map(({ id }) => id);
        assert.deepEqual(
          ids,
          [...ids].sort((left, right) => left - right),
        );
        assert.ok(trades.every(({ quantity }) => Number(quantity) > 0));
      }),
    );
  });
});
