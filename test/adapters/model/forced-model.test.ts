import assert from 'node:assert/strict';
import { createForcedModel, FORCED_PRIOR } from '../../../adapters/model/forced-model.ts';
import { computeFeatures } from '../../../core/features/compute.ts';
import { kellyFraction } from '../../../core/risk/kelly.ts';
import { SIMULATED_START } from '../../../core/simulation/simulated-market.ts';
import { inputsOf, simulatedMinutes } from './simulated-minutes.ts';

describe('forced model', () => {
  const { bars, funding } = simulatedMinutes(SIMULATED_START, 1_500);
  const inputs = inputsOf(bars, funding);

  for (const [signal, probabilities, side] of [
    ['SELL', [1, 0, 0], -1],
    ['HOLD', [0, 1, 0], 0],
    ['BUY', [0, 0, 1], 1],
  ] as const) {
    it(`says ${signal} with certainty and a move that way`, async () => {
      const prediction = await createForcedModel(signal).predict(inputs);
      assert.equal(prediction.signal, signal);
      assert.equal(prediction.confidence, 1);
      assert.deepEqual(prediction.probabilities, probabilities);
      assert.equal(Math.sign(prediction.expectedMoveBps), side);
      assert.equal(prediction.modelId, `forced-${signal}`);
    });
  }

  it('expects enough to pass a cost gate of one and a half times 11 bps', async () => {
    assert.ok((await createForcedModel('BUY').predict(inputs)).expectedMoveBps >= 16.5);
  });

  it('reports the ATR of the real minutes', async () => {
    const atr = computeFeatures(inputs, ['atr_14']).get('atr_14')!.at(-1);
    assert.equal((await createForcedModel('BUY').predict(inputs)).atr14, atr);
  });

  it("has a prior on which Kelly's fraction is a third, and takes another", () => {
    const nothing = { trades: 0, wins: 0, winBpsSum: 0, lossBpsSum: 0 };
    assert.ok(Math.abs(kellyFraction(nothing, FORCED_PRIOR).f - 1 / 3) < 1e-12);
    assert.equal(createForcedModel('BUY', nothing).prior, nothing);
  });

  it('refuses a short window with both lengths', async () => {
    const short = inputsOf(bars.slice(1), funding);
    await assert.rejects(createForcedModel('BUY').predict(short), /needs 1500 consecutive minutes, there are 1499/);
  });
});
