import assert from 'node:assert/strict';
import { createFeatureScaler } from '../../../adapters/model/feature-scaler.ts';

describe('feature scaler', () => {
  const scaler = createFeatureScaler({ mean: [10, 0], std: [2, 0.5], clip: 5 });

  it('subtracts the mean and divides by the standard deviation, column by column', () => {
    const target = new Float32Array(4);
    assert.equal(scaler.scale([12, 0.25, 7, -1], 2, target), -1);
    assert.deepEqual([...target], [1, 0.5, -1.5, -2]);
  });

  it('clips to either side', () => {
    const target = new Float32Array(2);
    scaler.scale([1e9, -1e9], 2, target);
    assert.deepEqual([...target], [5, -5]);
  });

  it('passes over columns beyond its own', () => {
    const target = new Float32Array(4);
    scaler.scale([12, 0.25, 777, 7, -1, NaN], 3, target);
    assert.deepEqual([...target], [1, 0.5, -1.5, -2]);
  });

  it('gives 0 for a feature that was constant in training, whatever it is now', () => {
    const target = new Float32Array(1);
    createFeatureScaler({ mean: [3], std: [0], clip: 5 }).scale([1e6], 1, target);
    assert.deepEqual([...target], [0]);
  });

  it('rounds to Float32 before scaling, as the stored dataset was', () => {
    const target = new Float32Array(1);
    const value = 16_777_217; // 2^24 + 1: Float32 stores 2^24
    createFeatureScaler({ mean: [16_777_216], std: [1], clip: 5 }).scale([value], 1, target);
    assert.deepEqual([...target], [0]);
  });

  for (const value of [NaN, Infinity, 1e300]) {
    it(`names the column of ${value}`, () => {
      assert.equal(scaler.scale([1, 2, 3, value], 2, new Float32Array(4)), 1);
    });
  }
});
