import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { bundledModelDirectory } from '../../adapters/model/bundled-model.ts';
import { createBundleStore } from '../../adapters/registry/bundle-store.ts';
import { createModelRegistry } from '../../adapters/registry/model-registry.ts';
import type { ModelRegistry } from '../../adapters/registry/port.ts';
import { newEvent } from '../core/model/registry-events.ts';
import { CliRun } from './cli-run.ts';

const MINUTE = 60_000;
const PATIENCE_MS = 60_000;

/** One running `npm start` at 60x, whose registry is written to from outside, as a promotion does. */
describe('a promotion while everything runs', function () {
  this.timeout(180_000);
  let run: CliRun;
  let lake: Lakehouse;
  let registry: ModelRegistry;
  const bundled = bundledModelDirectory('simulated')!;

  before(async () => {
    run = await CliRun.inNewFolder();
    await run.start(['--speed', '60', '--seed', '1']);
    lake = new Lakehouse({ kind: 'folder', folder: path.join(run.directory, 'lake') }, { threads: 1 });
    registry = createModelRegistry(lake);
  });
  after(async () => {
    await lake?.close();
    await run?.remove();
  });

  /** Publishes the bundled model under another id and registers it; its prior tells it apart. */
  async function register(modelId: string, parent: string | null): Promise<void> {
    const directory = path.join(run.directory, modelId);
    await cp(bundled, directory, { recursive: true });
    const file = path.join(directory, 'bundle.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { prior: { trades: number }; id: string };
    await writeFile(
      file,
      JSON.stringify({ ...manifest, id: modelId, prior: { ...manifest.prior, trades: manifest.prior.trades + 1 } }),
    );
    await createBundleStore(lake.store, path.join(run.directory, 'fetched')).publish(directory);
    await registry.record(newEvent('registered', modelId, parent));
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`waited in vain: ${what}\n${run.output.join('\n')}`);
      await delay(100);
    }
  }

  const modelsOfDecisions = async (): Promise<string[]> => (await run.table('decisions')).map(({ modelId }) => modelId);

  it('serves the new champion from one minute to the next; a damaged one leaves it serving, with a sentence', async () => {
    await until('a first decision', async () => (await modelsOfDecisions()).length > 0);
    const suffix = String(process.pid);
    const good = `swap-good-${suffix}`;
    await register(good, null);
    await registry.record(newEvent('promoted', good, null));
    await until('a decision by the new champion', async () => (await modelsOfDecisions()).includes(good));

    const bad = `swap-bad-${suffix}`;
    await register(bad, good);
    const graph = `models/bundles/${bad}/model.onnx`;
    await lake.store.put(graph, (await lake.store.get(graph)).subarray(0, 1_000));
    await registry.record(newEvent('promoted', bad, good));
    const told = async (): Promise<string> =>
      readFile(path.join(run.directory, 'notifications.log'), 'utf8').catch(() => '');
    await until('the refusal', async () => (await told()).includes(bad));
    const decidedAtRefusal = (await modelsOfDecisions()).length;
    await until('decisions after it', async () => (await modelsOfDecisions()).length > decidedAtRefusal + 1);

    const decisions = await run.table('decisions');
    const bars = decisions.map(({ bar }) => bar);
    assert.deepEqual(
      bars,
      bars.map((_, i) => bars[0]! + i * MINUTE),
      'no minute is missing',
    );
    assert.deepEqual(
      decisions.flatMap(({ action, refusals }) => (action === 'skip' ? refusals : [])),
      [],
    );
    const models = decisions.map(({ modelId }) => modelId);
    const swap = models.indexOf(good);
    assert.ok(swap > 0 && models.slice(swap).every((id) => id === good), models.join(', '));
    assert.equal(new Set(models.slice(0, swap)).size, 1);
    assert.match(
      await told(),
      new RegExp(`ALARM +The model ${bad} was promoted and must not serve: .*${good} goes on\\.`),
    );

    const events = (await run.table('events')).filter(({ kind }) => kind === 'model');
    assert.equal(events.length, 1);
    assert.match(
      events[0]!.sentence,
      new RegExp(`^${good} serves in the place of lstm-\\S+; Kelly's prior is now its`),
    );
    assert.equal(events[0]!.bar, bars[swap]);
  });
});
