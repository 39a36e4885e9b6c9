import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { SageMakerRuntimeClientConfig } from '@aws-sdk/client-sagemaker-runtime';
import { featureMatrix, LIVE_BARS } from '../../../core/features/compute.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { createFeatureWorkspace } from '../../../core/features/workspace.ts';
import type { Prediction } from '../../../core/model/prediction.ts';
import { WINDOW_MINUTES } from '../bundle-schema.ts';
import type { BundleManifest } from '../bundle-schema.ts';
import { calibratedPrediction } from '../calibrated-prediction.ts';
import type { SignalModel } from '../port.ts';
import { parseEndpointAnswer } from './endpoint-answer.ts';

export interface EndpointSettings {
  /** Name of the endpoint in SageMaker. */
  readonly endpoint: string;
  /** Wall time for an answer: what is later is no prediction of this minute. */
  readonly timeoutMs: number;
  /** Region, address and the like; credentials are found by the SDK's own chain. */
  readonly client?: SageMakerRuntimeClientConfig;
}

const ATR = 'atr_14';
const THIRD = 1 / 3;

/**
 * A model behind a SageMaker endpoint that runs infra/sagemaker/serve.py. The features are computed here, the network runs
 * there; each answer says which model gave it, so that a shift of traffic from one model to another is seen minute by
 * minute. An endpoint that is late, fails, or answers with what is no prediction costs the minute its signal, not its
 * decision: HOLD, with the reason in `fallback`.
 *
 * @param manifest names the features, and the model that a HOLD stands in for.
 */
export function createEndpointModel(
  manifest: Pick<BundleManifest, 'id' | 'features' | 'featureHash' | 'prior'>,
  { endpoint, timeoutMs, client: given }: EndpointSettings,
): SignalModel {
  // A second try would come after the minute's time.
  const client = new SageMakerRuntimeClient({ maxAttempts: 1, ...given });
  const names = [...manifest.features, ATR];
  const width = manifest.features.length;
  const workspace = createFeatureWorkspace();

  async function ask(window: Float32Array): Promise<Omit<Prediction, 'atr14' | 'latencyMs'>> {
    const { Body } = await client.send(
      new InvokeEndpointCommand({
        EndpointName: endpoint,
        Body: littleEndian(window),
        ContentType: 'application/octet-stream',
        Accept: 'application/json',
        CustomAttributes: `featureHash=${manifest.featureHash}`,
      }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    );
    const answer = parseEndpointAnswer(Body ?? new Uint8Array(), manifest.featureHash);
    return {
      ...calibratedPrediction(answer.probabilities, 0, answer.temperature, answer.classMoveBps),
      modelId: answer.modelId,
      prior: answer.prior,
    };
  }

  async function askOrHold(window: Float32Array): Promise<Omit<Prediction, 'atr14' | 'latencyMs'>> {
    try {
      return await ask(window);
    } catch (error) {
      return {
        signal: 'HOLD',
        confidence: THIRD,
        probabilities: [THIRD, THIRD, THIRD],
        expectedMoveBps: 0,
        modelId: manifest.id,
        fallback: reasonOf(error, endpoint, timeoutMs),
      };
    }
  }

  return {
    modelId: manifest.id,
    prior: manifest.prior,
    windowBars: LIVE_BARS,
    async predict(inputs: FeatureInputs) {
      const started = performance.now();
      if (inputs.length < LIVE_BARS) {
        throw new RangeError(`the model needs ${LIVE_BARS} consecutive minutes, there are ${inputs.length}`);
      }
      const matrix = featureMatrix(inputs, names, WINDOW_MINUTES, workspace);
      const window = new Float32Array(WINDOW_MINUTES * width);
      for (let row = 0; row < WINDOW_MINUTES; row++) {
        for (let column = 0; column < width; column++) {
          const value = Math.fround(matrix[row * names.length + column]!);
          if (!Number.isFinite(value)) {
            throw new RangeError(`feature ${names[column]} is not finite in the last ${WINDOW_MINUTES} minutes`);
          }
          window[row * width + column] = value;
        }
      }
      const atr14 = matrix[matrix.length - 1]!;
      return { ...(await askOrHold(window)), atr14, latencyMs: performance.now() - started };
    },
  };
}

function littleEndian(window: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(window.length * 4);
  window.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes;
}

function reasonOf(error: unknown, endpoint: string, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `the endpoint ${endpoint} did not answer within ${timeoutMs} ms`;
  }
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined ? error.message : `the endpoint ${endpoint} answered ${status}: ${error.message}`;
}
