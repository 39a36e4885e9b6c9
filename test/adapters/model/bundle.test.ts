import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BundleError } from '../../../adapters/model/bundle-error.ts';
import type { BundleManifest } from '../../../adapters/model/bundle-schema.ts';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { identityGraph } from './tiny-onnx.ts';

type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };

describe('loading a model bundle', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-bundle-'));
    await cp(bundledModelDirectory('simulated')!, directory, { recursive: true });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function change(edit: (manifest: Writable<BundleManifest>) => void): Promise<void> {
    const file = path.join(directory, 'bundle.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Writable<BundleManifest>;
    edit(manifest);
    await writeFile(file, JSON.stringify(manifest));
  }
  /** Replaces the graph and its hash, as a careless hand that knows the format would. */
  async function replaceGraph(graph: Uint8Array): Promise<void> {
    await writeFile(path.join(directory, 'model.onnx'), graph);
    await change((manifest) => {
      manifest.onnx.sha256 = createHash('sha256').update(graph).digest('hex');
    });
  }
  const refuses = (sentence: RegExp): Promise<void> =>
    assert.rejects(loadBundle(directory), (error) => {
      assert.ok(error instanceof BundleError, String(error));
      assert.match(error.message, sentence);
      assert.ok(error.message.includes(directory), 'the sentence names the bundle');
      return true;
    });

  it('accepts what the training made', async () => {
    const bundle = await loadBundle(directory);
    assert.equal(bundle.manifest.format, 'minutehand-model/1');
  });

  it('refuses a folder without bundle.json', async () => {
    await rm(path.join(directory, 'bundle.json'));
    await refuses(/no readable bundle\.json/);
  });

  it('refuses a bundle whose graph is missing', async () => {
    await rm(path.join(directory, 'model.onnx'));
    await refuses(/no readable model\.onnx/);
  });

  it('refuses a bundle whose parity sample is missing', async () => {
    await rm(path.join(directory, 'parity.f32'));
    await refuses(/no readable parity\.f32/);
  });

  it('refuses a description that is not JSON', async () => {
    await writeFile(path.join(directory, 'bundle.json'), '{"format":');
    await refuses(/is not JSON/);
  });

  it('names the field of a description that is wrong', async () => {
    await change((manifest) => (manifest.temperature = -1));
    await refuses(/temperature/);
  });

  it('names a field that nobody knows', async () => {
    await change((manifest) => Object.assign(manifest, { leverage: 50 }));
    await refuses(/leverage/);
  });

  it('refuses a file name that leads out of the bundle', async () => {
    await change((manifest) => (manifest.onnx.file = '../model.onnx'));
    await refuses(/onnx\.file/);
  });

  it('refuses a graph that is not the one described, with both hashes', async () => {
    const file = path.join(directory, 'model.onnx');
    const graph = await readFile(file);
    graph[graph.length - 1]! ^= 1;
    await writeFile(file, graph);
    await refuses(
      /model\.onnx is not the file that bundle\.json describes: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}/,
    );
  });

  it('names the features whose definition has changed since training', async () => {
    await change((manifest) => {
      manifest.featureHashes[manifest.features.indexOf('rsi_14')] = 'another';
    });
    await refuses(/defined differently: rsi_14\).*train it again/);
  });

  it('names the features that this version does not compute', async () => {
    await change((manifest) => (manifest.features[0] = 'moon_phase'));
    await refuses(/unknown here: moon_phase/);
  });

  it('refuses features in another order', async () => {
    await change((manifest) => {
      manifest.features.reverse();
      manifest.featureHashes.reverse();
    });
    await refuses(/the list as a whole hashes to/);
  });

  it('refuses a graph with NaN among the weights of its dense layer', async () => {
    const graph = await readFile(path.join(directory, 'model.onnx'));
    graph.fill(0xff, graph.length - 20_000, graph.length - 19_000);
    await replaceGraph(graph);
    await refuses(/NaN: its weights are damaged/);
  });

  it('refuses a graph with NaN among the weights of its LSTM, which the runtime would silently serve', async () => {
    const graph = await readFile(path.join(directory, 'model.onnx'));
    graph.fill(0xff, 200_000, 200_064);
    await replaceGraph(graph);
    await refuses(/away from its trainer, more than 0\.0001/);
  });

  it('refuses a graph of another shape and says what would be right', async () => {
    await replaceGraph(identityGraph([1, 30, 60]));
    await refuses(/its input is float32\[1, 30, 60\], and must be float32\[any, 60, 60\]/);
  });

  it('refuses bytes that are no graph at all', async () => {
    await replaceGraph(Buffer.from('not a graph'));
    await refuses(/model\.onnx can't serve/);
  });

  it('refuses a scaler that is not the one the network was trained with', async () => {
    await change((manifest) => (manifest.scaler.mean = manifest.scaler.mean.map((mean) => mean + 1)));
    await refuses(/away from its trainer/);
  });
});
