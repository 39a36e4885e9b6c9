import assert from 'node:assert/strict';
import { createSimulatedMinuteMarket } from '../../../apps/paper-exchange/market/simulated.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';

function withGrid(symbol: string, tickSize: string, stepSize: string): SymbolSpec {
  return { ...BTCUSDT_SPEC, filters: { ...BTCUSDT_SPEC.filters, symbol, tickSize, stepSize } };
}

describe('the simulated market of the paper exchange', () => {
  const market = createSimulatedMinuteMarket({ seed: 1 });

  it('is BTCUSDT by default, a month before 2026 known and the rest to come', () => {
    assert.equal(market.symbol, 'BTCUSDT');
    assert.equal(market.historyFrom, Date.UTC(2025, 11, 2));
    assert.equal(market.startsAt, Date.UTC(2026, 0, 1));
    assert.equal(market.priceDecimals, 1);
    assert.equal(market.bars(market.historyFrom, market.startsAt).length, 43_200);
    assert.equal(market.bar(market.startsAt + 5 * 60_000)?.openTime, market.startsAt + 5 * 60_000);
    assert.equal(market.funding(market.startsAt, market.startsAt + 86_400_000).length, 3);
  });

  it('follows the grid of its symbol', () => {
    const ether = createSimulatedMinuteMarket({
      seed: 1,
      spec: withGrid('ETHUSDT', '0.01', '0.001'),
      anchorPrice: 3000,
    });
    assert.equal(ether.symbol, 'ETHUSDT');
    assert.equal(ether.priceDecimals, 2);
    const { close } = ether.bar(ether.startsAt)!;
    assert.ok(close > 1500 && close < 6000, String(close));
    assert.throws(
      () => createSimulatedMinuteMarket({ seed: 1, spec: withGrid('ETHUSDT', '0.05', '0.001') }),
      /a simulated market needs a tick and a step of 1, 0\.1, 0\.01 …, not 0\.05/,
    );
  });

  it('has a book of 20 levels a side around any price of any minute, always the same', () => {
    const minute = market.startsAt + 100 * 60_000;
    const { close } = market.bar(minute)!;
    const book = market.bookAt(minute, close);
    assert.equal(book.bids.length, 20);
    assert.equal(book.asks.length, 20);
    assert.ok(Number(book.bids[0]![0]) < Number(book.asks[0]![0]));
    assert.ok(Math.abs(Number(book.asks[0]![0]) - close) <= 0.2);
    market.bookAt(minute + 60_000, close);
    assert.deepEqual(market.bookAt(minute, close), book);
    assert.deepEqual(createSimulatedMinuteMarket({ seed: 1 }).bookAt(minute, close), book);
  });

  it('has a book deep enough for the default limits in nearly every minute', () => {
    let thin = 0;
    for (let i = 0; i < 1440; i++) {
      const minute = market.startsAt + i * 60_000;
      const { asks } = market.bookAt(minute, market.bar(minute)!.close);
      if (asks.reduce((sum, [price, quantity]) => sum + Number(price) * Number(quantity), 0) < 60_000) thin += 1;
    }
    assert.ok(thin < 15, `${thin} of 1440 minutes`);
  });
});
