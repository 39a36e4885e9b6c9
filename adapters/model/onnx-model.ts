import { featureMatrix, LIVE_BARS } from '../../core/features/compute.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';
import { createFeatureWorkspace } from '../../core/features/workspace.ts';
import type { Prediction } from '../../core/model/prediction.ts';
import { WINDOW_MINUTES } from './bundle-schema.ts';
import type { ModelBundle } from './bundle.ts';
import { calibratedPrediction } from './calibrated-prediction.ts';
import { createFeatureScaler } from './feature-scaler.ts';
import { WINDOW_VALUES } from './onnx-network.ts';
import type { SignalModel } from './port.ts';

const ATR = 'atr_14';

/**
 * A checked bundle as a model that serves in this process. Predictions that overlap wait for one another, because they
 * use the same buffers.
 */
export function createOnnxModel({ manifest, network }: ModelBundle): Promise<SignalModel> {
  const names = [...manifest.features, ATR];
  const scaler = createFeatureScaler(manifest.scaler);
  const workspace = createFeatureWorkspace();
  const window = new Float32Array(WINDOW_VALUES);

  async function predict(inputs: FeatureInputs): Promise<Prediction> {
    const started = performance.now();
    if (inputs.length < LIVE_BARS) {
      throw new RangeError(`the model needs ${LIVE_BARS} consecutive minutes, there are ${inputs.length}`);
    }
    const matrix = featureMatrix(inputs, names, WINDOW_MINUTES, workspace);
    const unknown = scaler.scale(matrix, names.length, window);
    if (unknown >= 0) {
      throw new RangeError(`feature ${names[unknown]} is not finite in the last ${WINDOW_MINUTES} minutes`);
    }
    const atr14 = matrix[matrix.length - 1]!;
    const answer = await network.run(window);
    if (!answer.every(Number.isFinite)) throw new RangeError('the network answered with NaN');
    return {
      ...calibratedPrediction(answer, 0, manifest.temperature, manifest.classMoveBps),
      modelId: manifest.id,
      atr14,
      latencyMs: performance.now() - started,
    };
  }

  let before: Promise<unknown> = Promise.resolve();
  return Promise.resolve({
    modelId: manifest.id,
    prior: manifest.prior,
    windowBars: LIVE_BARS,
    predict(inputs) {
      const prediction = before.then(() => predict(inputs));
      before = prediction.catch(() => undefined);
      return prediction;
    },
  });
}
