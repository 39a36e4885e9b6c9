import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BundleManifest } from '../../../adapters/model/bundle-schema.ts';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { ChampionWatch } from '../../../adapters/model/champion-watch.ts';
import { createForcedModel } from '../../../adapters/model/forced-model.ts';
import { prepareModel } from '../../../adapters/model/prepare-model.ts';
import { ServingModel } from '../../../adapters/model/serving-model.ts';
import { toFeatureInputs } from '../../../core/features/inputs.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import { createSimulatedMarket, SIMULATED_START } from '../../../core/simulation/simulated-market.ts';

type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };

const SYMBOL = 'BTCUSDT';
const LAST = SIMULATED_START + 5_000 * MINUTE_MS;

describe('watching for a new champion', function () {
  this.timeout(20_000);
  const simulated = createSimulatedMarket({ seed: 1 });
  const market = {
    klines: async (_: string, from: number, to: number) => simulated.bars(from, to),
    fundingRates: async (_: string, from: number, to: number) => simulated.funding(from, to),
    latestKlines: async () => simulated.bars(LAST, LAST + MINUTE_MS),
  };
  const window = {
    endingAt: async (last: number) =>
      toFeatureInputs(simulated.bars(last - 1_499 * MINUTE_MS, last + MINUTE_MS), [{ fundingTime: 0, rate: 0.0001 }]),
  };
  let directory: string;
  let champion: string | undefined;
  let told: string[];
  let serving: ServingModel;
  let watch: ChampionWatch;
  let fails: Error | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-champion-'));
    await cp(bundledModelDirectory('simulated')!, directory, { recursive: true });
    champion = undefined;
    fails = undefined;
    told = [];
    serving = new ServingModel(createForcedModel('HOLD'));
    watch = new ChampionWatch({
      source: {
        championId: async () => {
          if (fails) throw fails;
          return champion;
        },
        bundle: async () => await loadBundle(directory),
      },
      serving,
      prepare: (bundle) => prepareModel(bundle, { symbol: SYMBOL, market, window }),
      notifier: { notify: async (level, text) => void told.push(`${level}: ${text}`) },
      log: () => undefined,
      everyMs: 5,
    });
  });
  afterEach(async () => {
    await watch.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function change(edit: (manifest: Writable<BundleManifest>) => void): Promise<string> {
    const file = path.join(directory, 'bundle.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Writable<BundleManifest>;
    edit(manifest);
    await writeFile(file, JSON.stringify(manifest));
    return manifest.id;
  }

  async function refuses(sentence: RegExp): Promise<void> {
    champion = await change(() => undefined);
    await watch.look();
    await watch.look();
    assert.equal(serving.modelId, 'forced-HOLD');
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0]!, /^alarm: The model lstm-\S+ was promoted and must not serve: .*forced-HOLD goes on\.$/);
    assert.match(told[0]!, sentence);
    assert.equal((await serving.predict(await window.endingAt(LAST))).modelId, 'forced-HOLD');
  }

  it('serves a promoted model without being started again, and says so', async () => {
    await watch.begin(10_000);
    assert.equal(serving.modelId, 'forced-HOLD');
    champion = await change(() => undefined);
    while (serving.modelId !== champion) await new Promise((resolve) => setTimeout(resolve, 5));
    const prediction = await serving.predict(await window.endingAt(LAST));
    assert.equal(prediction.modelId, champion);
    assert.deepEqual(prediction.prior, serving.prior);
    assert.match(told[0]!, /^info: The model lstm-\S+ serves from now on, in the place of forced-HOLD\.$/);
  });

  it('refuses a bundle whose graph is damaged', async () => {
    await writeFile(path.join(directory, 'model.onnx'), 'no graph');
    await refuses(/is not the file that bundle\.json describes/);
  });

  it('refuses a bundle of features that are defined differently here', async () => {
    await change((manifest) => (manifest.featureHashes[3] = 'another'));
    await refuses(/trained on other features.*defined differently: return_5/);
  });

  it('refuses weights that answer with NaN', async () => {
    const graph = await readFile(path.join(directory, 'model.onnx'));
    // The weights are the larger part of the file: Float32 in raw bytes.
    const middle = Math.floor(graph.length / 8) * 4;
    for (let i = -400; i < 400; i += 4) graph.writeFloatLE(NaN, middle + i);
    await writeFile(path.join(directory, 'model.onnx'), graph);
    await change((manifest) => {
      manifest.onnx.sha256 = createHash('sha256').update(graph).digest('hex');
    });
    // The runtime turns NaN inside the LSTM into some number: the answers betray it, whatever they are.
    await refuses(/its parity sample/);
  });

  it('refuses a model of another symbol', async () => {
    await change((manifest) => (manifest.symbol = 'ETHUSDT'));
    await refuses(/it is a model of ETHUSDT, and BTCUSDT is traded here/);
  });

  it('refuses a model that was trained on minutes like none of these, with the numbers', async () => {
    // Its scaler fits its parity sample alone no longer: the check of the answers must not be what refuses it.
    const bundle = await loadBundle(directory);
    const { mean, std } = bundle.manifest.scaler;
    const elsewhere = { ...bundle.manifest.scaler, mean: mean.map((one, i) => (i < 5 ? one + 40 * std[i]! : one)) };
    const moved = { ...bundle, manifest: { ...bundle.manifest, scaler: elsewhere } };
    await assert.rejects(
      prepareModel(moved, { symbol: SYMBOL, market, window }),
      /5 of 60 features of the last 60 minutes lie outside what it was trained on, and at most 3 may: .* at -\d+\.\d standard deviations/,
    );
  });

  it('tries again what could not be asked, and tells of it once', async () => {
    champion = await change(() => undefined);
    fails = new Error('the store is away');
    await watch.look();
    await watch.look();
    assert.deepEqual(told, [
      "warning: Which model should serve can't be learned, forced-HOLD goes on: the store is away",
    ]);
    fails = undefined;
    await watch.look();
    assert.equal(serving.modelId, champion);
  });

  it('looks again at a refused model once it was rolled back and promoted anew', async () => {
    await change((manifest) => (manifest.symbol = 'ETHUSDT'));
    await refuses(/ETHUSDT/);
    champion = 'forced-HOLD';
    await watch.look();
    champion = await change((manifest) => (manifest.symbol = SYMBOL));
    await watch.look();
    assert.equal(serving.modelId, champion);
  });
});
