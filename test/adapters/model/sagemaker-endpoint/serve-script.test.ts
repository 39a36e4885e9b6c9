import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadBundle } from '../../../../adapters/model/bundle.ts';
import type { ModelBundle } from '../../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../../adapters/model/bundled-model.ts';
import { createOnnxModel } from '../../../../adapters/model/onnx-model.ts';
import { createEndpointModel } from '../../../../adapters/model/sagemaker-endpoint/endpoint-model.ts';
import { SIMULATED_START } from '../../../../core/simulation/simulated-market.ts';
import { needTrainingPython } from '../../training/training-toolchain.ts';
import { inputsOf, simulatedMinutes } from '../simulated-minutes.ts';
import { FakeSageMaker } from './fake-sagemaker.ts';

const SCRIPT = fileURLToPath(new URL('../../../../infra/sagemaker/serve.py', import.meta.url));

describe("the endpoint's container, as a process of this machine", function () {
  this.timeout(60_000);
  const sagemaker = new FakeSageMaker();
  const directory = bundledModelDirectory('simulated')!;
  let bundle: ModelBundle;
  let child: ChildProcess;
  let url: string;

  before(async function () {
    const python = await needTrainingPython(this);
    bundle = await loadBundle(directory);
    child = spawn(python, [SCRIPT], {
      env: {
        ...process.env,
        MODEL_DIR: directory,
        SERVE_HOST: '127.0.0.1',
        SERVE_PORT: '0',
        PYTHONDONTWRITEBYTECODE: '1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    const { serving, port } = JSON.parse(line) as { serving: string; port: number };
    assert.equal(serving, bundle.manifest.id);
    url = `http://127.0.0.1:${port}`;
    await sagemaker.start();
    // What SageMaker does between the runtime and the container.
    sagemaker.invoke = async (body, attributes) => {
      const answer = await fetch(`${url}/invocations`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'X-Amzn-SageMaker-Custom-Attributes': attributes },
      });
      return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
    };
  });
  after(async () => {
    if (child?.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await sagemaker.stop();
    }
  });

  it('is alive', async () => {
    assert.equal((await fetch(`${url}/ping`)).status, 200);
  });

  it('says what the model in process says', async () => {
    const { bars, funding } = simulatedMinutes(SIMULATED_START, 1_500);
    const inputs = inputsOf(bars, funding);
    const settings = { endpoint: 'minutehand', timeoutMs: 5_000, client: sagemaker.client() };
    const remote = await createEndpointModel(bundle.manifest, settings).predict(inputs);
    const local = await (await createOnnxModel(bundle)).predict(inputs);
    assert.equal(remote.fallback, undefined);
    assert.deepEqual(
      [remote.signal, remote.modelId, remote.prior],
      [local.signal, local.modelId, bundle.manifest.prior],
    );
    remote.probabilities.forEach((p, i) => assert.ok(Math.abs(p - local.probabilities[i]!) < 1e-4, `${p}`));
  });

  it('refuses other features and other sizes, with a sentence', async () => {
    const post = async (bytes: number, attributes: string) => {
      const answer = await fetch(`${url}/invocations`, {
        method: 'POST',
        body: new Uint8Array(bytes),
        headers: { 'X-Amzn-SageMaker-Custom-Attributes': attributes },
      });
      return [answer.status, ((await answer.json()) as { error: string }).error] as const;
    };
    const [status, sentence] = await post(14_400, 'featureHash=other');
    assert.equal(status, 400);
    assert.match(sentence, /is a model of the features .*, not of other/);
    const [shorter, size] = await post(14_396, `featureHash=${bundle.manifest.featureHash}`);
    assert.equal(shorter, 400);
    assert.equal(size, '14396 bytes; 60 x 60 float32 would be right: 14400');
  });
});
