import assert from 'node:assert/strict';
import { createMinuteBook } from '../../../core/matching/minute-book.ts';
import type { Bar } from '../../../core/market/bar.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { EngineBook } from '../../../core/matching/engine-contract.ts';

const START = Date.UTC(2026, 0, 1);

/** Bars whose quote volume is `quoteAt(minute)`; undefined: missing. */
function barsOf(quoteAt: (minute: number) => number | undefined): (from: number, to: number) => Bar[] {
  return (from, to) => {
    const bars: Bar[] = [];
    for (let time = from; time < to; time += 60_000) {
      const quoteVolume = quoteAt((time - START) / 60_000);
      if (quoteVolume === undefined) continue;
      const flat = { open: 60_000, high: 60_000, low: 60_000, close: 60_000 };
      const volume = quoteVolume / 60_000;
      bars.push({ openTime: time, ...flat, volume, quoteVolume, trades: 1, takerBuyVolume: 0, takerBuyQuoteVolume: 0 });
    }
    return bars;
  };
}

const depthOf = (book: EngineBook): number =>
  book.asks.reduce((sum, [price, quantity]) => sum + Number(price) * Number(quantity), 0);

describe('the book of a minute', () => {
  it('is as deep as a tenth of what the ten minutes before traded, on average', () => {
    const bookAt = createMinuteBook(
      BTCUSDT_SPEC,
      1,
      barsOf((minute) => (minute < 0 ? 8_000_000 : 0)),
    );
    const depth = depthOf(bookAt(START, 60_000));
    assert.ok(depth > 600_000 && depth < 1_000_000, String(depth));
  });

  it('knows nothing of its own minute, nor of later ones', () => {
    const calm = createMinuteBook(
      BTCUSDT_SPEC,
      1,
      barsOf(() => 4_000_000),
    );
    const storm = createMinuteBook(
      BTCUSDT_SPEC,
      1,
      barsOf((minute) => (minute < 0 ? 4_000_000 : 90_000_000)),
    );
    assert.deepEqual(storm(START, 60_000), calm(START, 60_000));
    assert.notDeepEqual(storm(START + 60_000, 60_000), calm(START + 60_000, 60_000));
  });

  it('holds less than the strategy asks for when nothing was traded or nothing is known', () => {
    for (const quoteAt of [(): number => 0, (): undefined => undefined]) {
      const depth = depthOf(createMinuteBook(BTCUSDT_SPEC, 1, barsOf(quoteAt))(START, 60_000));
      assert.ok(depth > 0 && depth < 50_000, String(depth));
    }
  });
});
