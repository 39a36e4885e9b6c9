import assert from 'node:assert/strict';
import { loadBundle } from '../../../../adapters/model/bundle.ts';
import type { ModelBundle } from '../../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../../adapters/model/bundled-model.ts';
import { createFeatureScaler } from '../../../../adapters/model/feature-scaler.ts';
import { createOnnxModel } from '../../../../adapters/model/onnx-model.ts';
import { createEndpointModel } from '../../../../adapters/model/sagemaker-endpoint/endpoint-model.ts';
import type { FeatureInputs } from '../../../../core/features/inputs.ts';
import type { Prediction } from '../../../../core/model/prediction.ts';
import { SIMULATED_START } from '../../../../core/simulation/simulated-market.ts';
import { inputsOf, simulatedMinutes } from '../simulated-minutes.ts';
import { FakeSageMaker } from './fake-sagemaker.ts';
import type { FakeAnswer } from './fake-sagemaker.ts';

describe('a model behind a SageMaker endpoint', () => {
  const sagemaker = new FakeSageMaker();
  let bundle: ModelBundle;
  let inputs: FeatureInputs;

  before(async () => {
    await sagemaker.start();
    bundle = await loadBundle(bundledModelDirectory('simulated')!);
    const { bars, funding } = simulatedMinutes(SIMULATED_START, 1_500);
    inputs = inputsOf(bars, funding);
  });
  after(() => sagemaker.stop());

  /** As infra/sagemaker/serve.py answers. */
  async function asServed(body: Buffer, change: object = {}): Promise<FakeAnswer> {
    const { id, featureHash, scaler, temperature, classMoveBps, prior } = bundle.manifest;
    const window = Float32Array.from({ length: body.length / 4 }, (_, i) => body.readFloatLE(i * 4));
    const scaled = new Float32Array(window.length);
    createFeatureScaler(scaler).scale(window, scaler.mean.length, scaled);
    const probabilities = [...(await bundle.network.run(scaled))];
    return {
      body: JSON.stringify({ modelId: id, featureHash, probabilities, temperature, classMoveBps, prior, ...change }),
    };
  }

  const predict = async (timeoutMs = 2_000): Promise<Prediction> =>
    createEndpointModel(bundle.manifest, { endpoint: 'minutehand', timeoutMs, client: sagemaker.client() }).predict(
      inputs,
    );

  it('says what the model in process says, and carries its prior', async () => {
    sagemaker.invoke = (body) => asServed(body);
    const { latencyMs: _, ...remote } = await predict();
    const { latencyMs: __, ...local } = await (await createOnnxModel(bundle)).predict(inputs);
    assert.deepEqual(remote, { ...local, prior: bundle.manifest.prior });
    const invocation = sagemaker.invocations.at(-1)!;
    assert.equal(invocation.path, '/endpoints/minutehand/invocations');
    assert.equal(invocation.attributes, `featureHash=${bundle.manifest.featureHash}`);
  });

  it('names the model that answered, while traffic moves from one to another', async () => {
    sagemaker.invoke = (body) =>
      asServed(body, { modelId: 'the-next-one', prior: { ...bundle.manifest.prior, wins: 0, winBpsSum: 0 } });
    const { modelId, prior, fallback } = await predict();
    assert.deepEqual([modelId, prior?.wins, fallback], ['the-next-one', 0, undefined]);
  });

  const failures: [string, (body: Buffer) => FakeAnswer | Promise<FakeAnswer>, RegExp][] = [
    ['late', () => ({ body: '{}', afterMs: 400 }), /^the endpoint minutehand did not answer within 150 ms$/],
    [
      'failing',
      () => ({ status: 500, body: '{"message":"out of memory"}' }),
      /^the endpoint minutehand answered 500: /,
    ],
    [
      'not there',
      () => ({ status: 400, body: '{"message":"Endpoint minutehand not found"}' }),
      /answered 400: .*not found/,
    ],
    ['talking garbage', () => ({ body: '<html>' }), /^the endpoint's answer of 6 bytes is not JSON$/],
    ['silent', () => ({ body: '' }), /^the endpoint's answer of 0 bytes is not JSON$/],
    [
      'answering with NaN',
      (body) => asServed(body, { probabilities: [null, 0, 1] }),
      /is no prediction: probabilities\.0/,
    ],
    [
      'answering with no distribution',
      (body) => asServed(body, { probabilities: [0.9, 0.9, 0.9] }),
      /probabilities: must sum to 1/,
    ],
    [
      'serving other features',
      (body) => asServed(body, { featureHash: 'other' }),
      /a model of other features: their hash is other/,
    ],
  ];
  for (const [what, answer, sentence] of failures) {
    it(`${what}: HOLD, with the reason`, async () => {
      sagemaker.invoke = answer;
      const prediction = await predict(what === 'late' ? 150 : 2_000);
      assert.equal(prediction.signal, 'HOLD');
      assert.match(prediction.fallback ?? '', sentence);
      assert.equal(prediction.modelId, bundle.manifest.id);
      assert.equal(prediction.prior, undefined);
      assert.ok(prediction.atr14 > 0);
    });
  }

  it('does not hide that its own minutes are wrong', async () => {
    const short = simulatedMinutes(SIMULATED_START, 100);
    const model = createEndpointModel(bundle.manifest, { endpoint: 'e', timeoutMs: 100, client: sagemaker.client() });
    await assert.rejects(model.predict(inputsOf(short.bars, short.funding)), /needs 1500 consecutive minutes/);
  });
});
