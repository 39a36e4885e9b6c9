import { featureMatrix, LIVE_BARS } from '../../core/features/compute.ts';
import { createFeatureWorkspace } from '../../core/features/workspace.ts';
import type { Signal, TradeRecordSummary } from '../../core/model/prediction.ts';
import { SIGNAL_CLASSES } from '../../core/model/prediction.ts';
import type { SignalModel } from './port.ts';

/**
 * Kelly's prior of a forced model: invented, so that the risk engine sizes above zero and what follows an entry can be
 * seen. 60 % wins of 30 bps against 20 bps: p = 0.6, R = 1.5, f = (p·R − q) / R = 1/3. So many trades that those of a
 * demonstration hardly move it: a forced model goes on trading where one with a record would size itself to zero.
 */
export const FORCED_PRIOR: TradeRecordSummary = {
  trades: 100_000,
  wins: 60_000,
  winBpsSum: 1_800_000,
  lossBpsSum: 800_000,
};

/** Expected move of a forced BUY, basis points: beyond the cost gate at usual fees. */
export const FORCED_MOVE_BPS = 40;

/**
 * A model that has made up its mind: says `signal` with confidence 1 at every minute, with the ATR of the real window.
 * For tests and demonstrations; it knows nothing of the market.
 */
export function createForcedModel(signal: Signal, prior: TradeRecordSummary = FORCED_PRIOR): SignalModel {
  const modelId = `forced-${signal}`;
  const workspace = createFeatureWorkspace();
  const side = SIGNAL_CLASSES.indexOf(signal) - 1;
  const probability = (one: Signal): number => (one === signal ? 1 : 0);
  return {
    modelId,
    prior,
    windowBars: LIVE_BARS,
    async predict(inputs) {
      const started = performance.now();
      if (inputs.length < LIVE_BARS) {
        throw new RangeError(`the model needs ${LIVE_BARS} consecutive minutes, there are ${inputs.length}`);
      }
      const [atr14] = featureMatrix(inputs, ['atr_14'], 1, workspace);
      if (!Number.isFinite(atr14)) throw new RangeError('atr_14 is not finite in the last minute');
      return {
        signal,
        confidence: 1,
        probabilities: [probability('SELL'), probability('HOLD'), probability('BUY')],
        expectedMoveBps: side * FORCED_MOVE_BPS,
        modelId,
        atr14: atr14!,
        latencyMs: performance.now() - started,
      };
    },
  };
}
