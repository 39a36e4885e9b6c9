import assert from 'node:assert/strict';
import { computeFeatures } from '../../../core/features/compute.ts';
import { MODEL_FEATURES } from '../../../core/features/model-features.ts';
import { FEATURES, featuresByName } from '../../../core/features/registry.ts';
import { constantMinutes } from './constant-minutes.ts';

describe('the feature registry', () => {
  it('has at least 64 features with a history of klines or funding, and the book beside them', () => {
    assert.ok(FEATURES.filter(({ history }) => history !== 'book').length >= 64);
    assert.deepEqual(
      FEATURES.filter(({ history }) => history === 'book').map(({ name }) => name),
      ['book_spread_bps', 'book_imbalance_1', 'book_imbalance_5', 'book_imbalance_20'],
    );
  });

  it('names each feature once, in lower case with underscores', () => {
    assert.equal(new Set(FEATURES.map(({ name }) => name)).size, FEATURES.length);
    for (const { name } of FEATURES) assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
  });

  it('writes names and formulas in ASCII, so that the hash is one of bytes', () => {
    for (const { name, formula } of FEATURES) assert.match(name + formula, /^[\x20-\x7e]+$/);
  });

  it('says which columns a feature reads: with all others unknown its values are the same', () => {
    const minutes = wavyMinutes(1_600);
    const columns = computeFeatures(minutes);
    for (const { name, inputs, history } of FEATURES) {
      if (history === 'book') continue;
      const unknown = new Float64Array(minutes.length).fill(NaN);
      const only = Object.fromEntries(
        Object.entries(minutes).map(([column, values]) => [
          column,
          column === 'openTime' || column === 'length' || (inputs as string[]).includes(column) ? values : unknown,
        ]),
      ) as unknown as typeof minutes;
      assert.deepEqual(computeFeatures(only, [name]).get(name), columns.get(name), name);
    }
  });

  it('says how many bars a feature needs: with one less it is undefined, with as many it is defined', () => {
    for (const { name, warmUp, history, family } of FEATURES) {
      if (history === 'book' || family === 'vwap') continue; // the book is absent, and these minutes begin at midnight
      const values = computeFeatures(wavyMinutes(warmUp.defined + 5), [name]).get(name)!;
      assert.equal(
        values.findIndex((value) => !Number.isNaN(value)),
        warmUp.defined - 1,
        name,
      );
    }
  });

  it('leaves VWAP undefined before the first midnight of the columns', () => {
    const lateStart = wavyMinutes(1_600, 1);
    const values = computeFeatures(lateStart, ['vwap_utc_day']).get('vwap_utc_day')!;
    assert.equal(
      values.findIndex((value) => !Number.isNaN(value)),
      1_439,
    );
  });

  it('gives the model exactly 60 features, each once, none with the history of the book', () => {
    assert.equal(MODEL_FEATURES.length, 60);
    assert.equal(new Set(MODEL_FEATURES).size, 60);
    for (const { name, history } of featuresByName(MODEL_FEATURES)) assert.notEqual(history, 'book', name);
  });

  it('gives the model nothing that has the scale of a price or a volume', () => {
    for (const { name, unit } of featuresByName(MODEL_FEATURES)) {
      assert.ok(!['quote', 'quote/bar', 'base', 'count'].includes(unit), `${name} is in ${unit}`);
    }
    const minutes = wavyMinutes(1_600);
    const thousandfold = wavyMinutes(1_600, 0, 1_000);
    const [one, other] = [computeFeatures(minutes, MODEL_FEATURES), computeFeatures(thousandfold, MODEL_FEATURES)];
    for (const name of MODEL_FEATURES) {
      const [value, scaled] = [one.get(name)!.at(-1)!, other.get(name)!.at(-1)!];
      assert.ok(Math.abs(value - scaled) <= 1e-6 * Math.max(1, Math.abs(value)), `${name}: ${value}, ${scaled}`);
    }
  });

  it('refuses a name it does not have with a sentence', () => {
    assert.throws(() => featuresByName(['rsi_14', 'rsi_15']), /there is no feature "rsi_15"/);
  });
});

/** Minutes with every column in motion, from 2022-05-01 00:00 UTC or later; prices and volumes times `scale`. */
function wavyMinutes(length: number, late = 0, scale = 1): ReturnType<typeof constantMinutes> {
  const minutes = constantMinutes(length, 30_000, 10);
  const wave = (i: number, step: number): number => Math.sin(i * step) + Math.cos(i * step * 1.618);
  for (let i = 0; i < length; i++) {
    const open = 30_000 + 50 * wave(i, 0.1);
    const close = open + 5 * wave(i, 0.77);
    const volume = 10 + wave(i, 0.31);
    minutes.openTime[i] = minutes.openTime[i]! + late * 60_000;
    minutes.open[i] = open * scale;
    minutes.close[i] = close * scale;
    minutes.high[i] = (Math.max(open, close) + 1 + Math.abs(wave(i, 0.5))) * scale;
    minutes.low[i] = (Math.min(open, close) - 1 - Math.abs(wave(i, 0.6))) * scale;
    minutes.volume[i] = volume * scale;
    minutes.quoteVolume[i] = volume * open * scale * scale;
    minutes.trades[i] = Math.round(100 + 10 * wave(i, 0.4));
    minutes.takerBuyVolume[i] = (volume / 2 + wave(i, 0.9)) * scale;
    minutes.takerBuyQuoteVolume[i] = (volume / 2 + wave(i, 0.9)) * open * scale * scale;
  }
  return minutes;
}
