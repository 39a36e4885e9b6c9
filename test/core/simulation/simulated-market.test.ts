import assert from 'node:assert/strict';
import { DAY_MS, MINUTE_MS } from '../../../core/market/bar.ts';
import type { Bar } from '../../../core/market/bar.ts';
import {
  createSimulatedMarket,
  SIMULATED_HISTORY_FROM,
  SIMULATED_START,
} from '../../../core/simulation/simulated-market.ts';

describe('the simulated market', () => {
  const market = createSimulatedMarket({ seed: 1 });
  const month = market.bars(SIMULATED_HISTORY_FROM, SIMULATED_START);

  it('has one month of 30 days, every minute once, before it starts', () => {
    assert.equal(month.length, 43_200);
    month.forEach((bar, i) => assert.equal(bar.openTime, SIMULATED_HISTORY_FROM + i * MINUTE_MS));
  });

  it('makes bars that hold together', () => {
    for (const bar of month) assertBarHolds(bar);
  });

  it('opens within a tick of the previous close, also across midnight', () => {
    for (let i = 1; i < month.length; i++) {
      const jump = Math.round(month[i]!.open * 10) - Math.round(month[i - 1]!.close * 10);
      assert.ok(Math.abs(jump) <= 1, `${jump} ticks at minute ${i}`);
    }
  });

  it('gives the same minute whatever was asked before, after its day was forgotten, and in another instance', () => {
    const late = SIMULATED_START + 50 * DAY_MS + 777 * MINUTE_MS;
    const early = SIMULATED_HISTORY_FROM + 3 * DAY_MS + 100 * MINUTE_MS;
    const forwards = createSimulatedMarket({ seed: 1 });
    const first = [forwards.bar(early), forwards.bar(late)];
    const backwards = createSimulatedMarket({ seed: 1 });
    assert.deepEqual([backwards.bar(late), backwards.bar(early)].reverse(), first);
    assert.deepEqual(forwards.bar(early), first[0]);
    assert.deepEqual(month[3 * 1440 + 100], first[0]);
  });

  it('is known to the digit: this seed has these minutes on every machine', () => {
    assert.deepEqual(month[0], PINNED_FIRST);
    assert.deepEqual(month.at(-1), PINNED_LAST);
  });

  it('differs by seed and by symbol', () => {
    const at = SIMULATED_START;
    const bars = [
      market.bar(at),
      createSimulatedMarket({ seed: 2 }).bar(at),
      createSimulatedMarket({ seed: 1, symbol: 'ETHUSDT' }).bar(at),
      createSimulatedMarket({ seed: 1 + 2 ** 32 }).bar(at),
    ];
    assert.equal(new Set(bars.map((bar) => JSON.stringify(bar))).size, bars.length);
  });

  it('has nothing before its history and at times that are no open times', () => {
    assert.equal(market.bar(SIMULATED_HISTORY_FROM - MINUTE_MS), undefined);
    assert.equal(market.bar(SIMULATED_START + 1), undefined);
    assert.equal(market.bars(0, SIMULATED_HISTORY_FROM).length, 0);
  });

  it('gives ranges that include their beginning and exclude their end', () => {
    const from = SIMULATED_START - 2 * MINUTE_MS;
    const to = SIMULATED_START + 2 * MINUTE_MS;
    assert.deepEqual(
      market.bars(from, to).map((bar) => (bar.openTime - SIMULATED_START) / MINUTE_MS),
      [-2, -1, 0, 1],
    );
    assert.deepEqual(
      market.bars(from + 1, to - MINUTE_MS + 1).map((bar) => (bar.openTime - SIMULATED_START) / MINUTE_MS),
      [-1, 0, 1],
    );
  });

  it('settles funding at 00, 08 and 16 UTC, about one basis point, with the price of the moment', () => {
    const funding = market.funding(SIMULATED_HISTORY_FROM, SIMULATED_START);
    assert.equal(funding.length, 90);
    funding.forEach((one, i) => {
      assert.equal(one.fundingTime, SIMULATED_HISTORY_FROM + i * 8 * 60 * MINUTE_MS);
      assert.match(one.rate, /^-?0\.000\d{5}$/);
      const before =
        one.fundingTime === SIMULATED_HISTORY_FROM ? 60_000 : market.bar(one.fundingTime - MINUTE_MS)!.close;
      assert.equal(one.markPrice, before.toFixed(1));
    });
    const mean = funding.reduce((sum, one) => sum + Number(one.rate), 0) / funding.length;
    assert.ok(mean > 0.00005 && mean < 0.00015, `mean rate ${mean}`);
  });

  it('stays within a third and three times its anchor over a year', () => {
    for (let day = 0; day < 365; day++) {
      const { close } = market.bar(SIMULATED_START + day * DAY_MS)!;
      assert.ok(close > 20_000 && close < 180_000, `${close} on day ${day}`);
    }
  });

  it('takes the grid of another symbol', () => {
    const ether = createSimulatedMarket({ seed: 1, symbol: 'ETHUSDT', anchorPrice: 3000, priceDecimals: 2 });
    const bars = ether.bars(SIMULATED_HISTORY_FROM, SIMULATED_HISTORY_FROM + DAY_MS);
    for (const bar of bars) assertBarHolds(bar, 2);
    assert.ok(Math.abs(bars[0]!.open - 3000) < 1);
  });

  it('refuses a seed, price or grid that is none, and a time beyond its end', () => {
    assert.throws(() => createSimulatedMarket({ seed: 1.5 }), /seed 1\.5 is not a whole number/);
    assert.throws(() => createSimulatedMarket({ seed: 1, anchorPrice: -1 }), /anchor price -1/);
    assert.throws(() => createSimulatedMarket({ seed: 1, priceDecimals: 0.1 }), /0\.1 decimals/);
    assert.throws(() => market.bar(Date.UTC(2200, 0, 1)), /ends with 2125/);
    assert.throws(() => market.bars(SIMULATED_START, Infinity), /ends with 2125/);
  });
});

/** Every identity that a recorded kline has, on the grid of `priceDecimals` and 3 decimals of quantity. */
function assertBarHolds(bar: Bar, priceDecimals = 1): void {
  const where = JSON.stringify(bar);
  for (const price of [bar.open, bar.high, bar.low, bar.close]) {
    assert.equal(Number(price.toFixed(priceDecimals)), price, where);
  }
  assert.ok(bar.low <= Math.min(bar.open, bar.close) && bar.high >= Math.max(bar.open, bar.close), where);
  assert.ok(bar.low > 0 && bar.volume > 0, where);
  assert.equal(Number(bar.volume.toFixed(3)), bar.volume, where);
  assert.equal(Number(bar.takerBuyVolume.toFixed(3)), bar.takerBuyVolume, where);
  assert.ok(bar.takerBuyVolume >= 0 && bar.takerBuyVolume <= bar.volume, where);
  assert.ok(Number.isInteger(bar.trades) && bar.trades >= 1, where);
  assert.ok(bar.quoteVolume >= bar.low * bar.volume * (1 - 1e-12), where);
  assert.ok(bar.quoteVolume <= bar.high * bar.volume * (1 + 1e-12), where);
  assert.ok(bar.takerBuyQuoteVolume <= bar.quoteVolume, where);
  const half = 0.5 * 10 ** -(priceDecimals + 3);
  assert.ok(bar.takerBuyQuoteVolume >= bar.low * bar.takerBuyVolume - half, where);
  assert.ok(bar.takerBuyQuoteVolume <= bar.high * bar.takerBuyVolume + half, where);
}

const PINNED_FIRST: Bar = {
  openTime: 1764633600000,
  open: 60000.1,
  high: 60073.1,
  low: 59997.7,
  close: 60071.8,
  volume: 103.985,
  quoteVolume: 6243560.9565,
  trades: 2574,
  takerBuyVolume: 70.614,
  takerBuyQuoteVolume: 4239869.3406,
};
const PINNED_LAST: Bar = {
  openTime: 1767225540000,
  open: 58485.7,
  high: 58513.4,
  low: 58467.9,
  close: 58492.4,
  volume: 45.354,
  quoteVolume: 2652771.7874,
  trades: 1298,
  takerBuyVolume: 25.709,
  takerBuyQuoteVolume: 1503728.6652,
};
