import assert from 'node:assert/strict';
import { computeFeatures } from '../../../core/features/compute.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { constantMinutes } from './constant-minutes.ts';
import { needRealMinutes, realMinutes } from './real-minutes.ts';

const KNOWN_HISTORY = FEATURES.filter(({ history }) => history !== 'book').map(({ name }) => name);

/** What a feature says when nothing has ever moved, where that isn't 0. Prices that binary floats cannot hold exactly. */
const AT_REST: Readonly<Record<string, number>> = {
  willr_14: 0,
  bollinger_percent_b: 0.5,
  range_to_atr_14: 1,
  volatility_ratio_15_240: 1,
  upside_variance_share_60: 0.5,
  channel_position_60: 0.5,
  channel_position_240: 0.5,
  taker_buy_share: 0.5,
  funding_rate_bps: 1,
};
const NOT_OF_PRICE_OR_VOLUME =
  /^(sma|ema|bollinger_(upper|middle|lower)|vwap_(utc|hlc3)|aroon_(up|down)|minute|day|trade_count$|average_trade)/;

describe('a market at rest', () => {
  for (const price of [0.1, 29_014.3, 33_333.37]) {
    for (const volume of [0, 1.7]) {
      it(`gives each feature its written value: price ${price}, volume ${volume}`, () => {
        const columns = computeFeatures(constantMinutes(2_000, price, volume));
        for (const name of KNOWN_HISTORY) {
          const value = columns.get(name)!.at(-1)!;
          assert.ok(Number.isFinite(value), `${name} is ${value}`);
          if (NOT_OF_PRICE_OR_VOLUME.test(name)) continue;
          assert.ok(Math.abs(value - (AT_REST[name] ?? 0)) < 1e-9, `${name} is ${value}`);
        }
      });
    }
  }

  it('puts every average and band at the price', () => {
    const columns = computeFeatures(constantMinutes(2_000, 29_014.3, 1.7));
    for (const name of KNOWN_HISTORY.filter((one) =>
      /^(sma|ema|bollinger_(upper|middle|lower)|vwap_(utc|hlc3))/.test(one),
    )) {
      assert.ok(Math.abs(columns.get(name)!.at(-1)! - 29_014.3) < 1e-9, name);
    }
  });

  it('gives finite values in and after the recorded minutes without a trade', function () {
    needRealMinutes(this);
    const minutes = realMinutes('2022-05');
    const columns = computeFeatures(minutes);
    const flat = minutes.volume.reduce((rows: number[], volume, row) => (volume === 0 ? [...rows, row] : rows), []);
    assert.equal(flat.length, 64);
    for (const name of KNOWN_HISTORY) {
      for (const row of flat) {
        if (row < 1_500) continue;
        for (const value of columns.get(name)!.subarray(row, row + 300)) assert.ok(Number.isFinite(value), name);
      }
    }
  });

  it('is forgotten like any other: a spike leaves no trace once it has left the window', () => {
    const quiet = constantMinutes(3_000, 29_014.3, 1.7);
    const spiked = constantMinutes(3_000, 29_014.3, 1.7);
    for (const column of [spiked.volume, spiked.quoteVolume, spiked.trades]) column[1_000] = 1e9;
    for (const column of [spiked.high, spiked.close]) column[1_000] = 60_000;
    const [before, after] = [computeFeatures(quiet), computeFeatures(spiked)];
    for (const { name, family, warmUp } of FEATURES) {
      if (family === 'book' || family === 'vwap' || warmUp.settled !== warmUp.defined) continue;
      assert.deepEqual(after.get(name)!.subarray(1_300), before.get(name)!.subarray(1_300), name);
    }
  });
});
