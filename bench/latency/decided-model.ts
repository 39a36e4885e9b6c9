import { loadBundle } from '../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../adapters/model/bundled-model.ts';
import { FORCED_PRIOR } from '../../adapters/model/forced-model.ts';
import { createOnnxModel } from '../../adapters/model/onnx-model.ts';
import type { SignalModel } from '../../adapters/model/port.ts';

/** Beyond the cost gate at the paper exchange's fees. */
const EXPECTED_MOVE_BPS = 40;

/**
 * The model that ships with the project, with all its work (features of 1,500 bars, scaling, the network), whose verdict
 * is then replaced: BUY for the first `buys` predictions, HOLD afterwards.
 */
export async function decidedModel(buys: number): Promise<SignalModel> {
  const directory = bundledModelDirectory('simulated');
  if (!directory) throw new Error('the shipped model is missing: npm run train:bundled makes it');
  const real = await createOnnxModel(await loadBundle(directory));
  let made = 0;
  return {
    modelId: real.modelId,
    prior: FORCED_PRIOR,
    windowBars: real.windowBars,
    async predict(inputs) {
      const prediction = await real.predict(inputs);
      made += 1;
      return made <= buys
        ? { ...prediction, signal: 'BUY', confidence: 1, expectedMoveBps: EXPECTED_MOVE_BPS }
        : { ...prediction, signal: 'HOLD', confidence: 1, expectedMoveBps: 0 };
    },
  };
}
