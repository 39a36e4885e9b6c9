import assert from 'node:assert/strict';
import { ALWAYS_FLAT } from '../../../core/rules/always-flat.ts';
import { meanMoveAfter } from '../../../core/rules/mean-move-after.ts';
import { meanReversion } from '../../../core/rules/mean-reversion.ts';
import { momentum } from '../../../core/rules/momentum.ts';
import { rulePredictions } from '../../../core/rules/rule-predictions.ts';
import { computeFeatures } from '../../../core/features/compute.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { simulatedMinutes } from './simulated-minutes.ts';

const MINUTES = 6_000;
const MINUTE = 60_000;

describe('plain comparison rules', () => {
  const inputs = simulatedMinutes(MINUTES);
  const first = inputs.openTime[0]!;

  it('always-flat holds in every minute, from the first that has an ATR', () => {
    const predictionAt = rulePredictions(ALWAYS_FLAT, inputs);
    const said = Array.from(inputs.openTime, (openTime) => predictionAt(openTime)?.signal);
    assert.deepEqual(new Set(said.slice(0, 14)), new Set([undefined]));
    assert.deepEqual(new Set(said.slice(14)), new Set(['HOLD']));
  });

  it('momentum follows a move beyond its threshold, in its direction', () => {
    const predictionAt = rulePredictions(momentum({ thresholdBps: 15, expectedMoveBps: 7 }), inputs);
    const moves = computeFeatures(inputs, ['return_30']).get('return_30')!;
    const seen = new Set<string>();
    for (let row = 30; row < MINUTES; row++) {
      const { signal, expectedMoveBps } = predictionAt(inputs.openTime[row]!)!;
      const wanted = moves[row]! > 15 ? 'BUY' : moves[row]! < -15 ? 'SELL' : 'HOLD';
      assert.equal(signal, wanted);
      assert.ok(expectedMoveBps === { BUY: 7, HOLD: 0, SELL: -7 }[wanted]);
      seen.add(signal);
    }
    assert.equal(seen.size, 3);
  });

  it('mean reversion bets on a return into the bands', () => {
    const predictionAt = rulePredictions(meanReversion({ expectedMoveBps: 1 }), inputs);
    const bands = computeFeatures(inputs, ['bollinger_upper_20_2', 'bollinger_lower_20_2']);
    const seen = new Set<string>();
    for (let row = 20; row < MINUTES; row++) {
      const close = inputs.close[row]!;
      const above = close > bands.get('bollinger_upper_20_2')![row]! + 1e-6;
      const below = close < bands.get('bollinger_lower_20_2')![row]! - 1e-6;
      const { signal } = predictionAt(inputs.openTime[row]!)!;
      if (above) assert.equal(signal, 'SELL');
      if (below) assert.equal(signal, 'BUY');
      seen.add(signal);
    }
    assert.equal(seen.size, 3);
  });

  it('says of a minute what it would have said without the minutes after it', () => {
    const rule = momentum({ thresholdBps: 15, expectedMoveBps: 7 });
    const whole = rulePredictions(rule, inputs);
    const past = rulePredictions(rule, sliceInputs(inputs, 0, 3_000));
    for (let row = 0; row < 3_000; row++) assert.deepEqual(past(inputs.openTime[row]!), whole(inputs.openTime[row]!));
  });

  it('says nothing of a time that is no minute of the inputs', () => {
    const predictionAt = rulePredictions(ALWAYS_FLAT, inputs, 100);
    for (const time of [first, first + 99 * MINUTE, first + MINUTES * MINUTE, first + 200 * MINUTE + 12_000]) {
      assert.equal(predictionAt(time), undefined);
    }
    assert.equal(predictionAt(first + 100 * MINUTE)?.modelId, 'flat');
  });

  it('expects of a signal the mean move that followed it', () => {
    const rising = { ...inputs, close: inputs.openTime.map((_, row) => 100 * 1.001 ** row) };
    // 30 minutes of +10 bps are about +304 bps: always BUY, and each followed by three minutes of +10 bps.
    const expected = meanMoveAfter(momentum({ expectedMoveBps: 0 }), rising);
    assert.ok(Math.abs(expected - (1.001 ** 3 - 1) * 1e4) < 1e-6, String(expected));
    const against = meanMoveAfter(meanReversion({ beyond: -0.2, expectedMoveBps: 0 }), rising);
    assert.ok(against < 0, String(against));
    assert.equal(meanMoveAfter(ALWAYS_FLAT, inputs), 0);
  });
});
