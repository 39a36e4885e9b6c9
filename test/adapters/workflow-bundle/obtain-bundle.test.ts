import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { obtainBundle } from '../../../adapters/workflow-bundle/obtain-bundle.ts';
import type { BundleOrder } from '../../../adapters/workflow-bundle/obtain-bundle.ts';
import '../../house/quiet-temporal.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');

describe('workflow bundle, made once', () => {
  let folder: string;
  let target: string;
  let cache: string;
  let made: number;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-bundle-'));
    target = path.join(folder, 'data', 'index.js');
    cache = path.join(folder, 'cache');
    made = 0;
    await source('workflows/index.ts', 'export {};');
    await source('workflows/trading/rules.ts', 'export {};');
    await source('core/money.ts', 'export {};');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function source(name: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }

  function order(changes: Partial<BundleOrder> = {}, entry = 'index'): BundleOrder {
    return {
      ingredients: {
        workflowsPath: path.join(folder, 'workflows', `${entry}.ts`),
        preloadModules: [],
        sourceFolders: [path.join(folder, 'workflows'), path.join(folder, 'core')],
      },
      target,
      cache,
      bundler: async (_, file) => {
        made += 1;
        await writeFile(file, `bundle ${made}`);
      },
      ...changes,
    };
  }

  const kept = () => readdir(path.join(cache, 'workflow-bundles'));
  const served = () => readFile(target, 'utf8');

  it('is not made again by a second start, whose copy holds what the first one made', async () => {
    await obtainBundle(order());
    await rm(target);
    await obtainBundle(order());
    assert.equal(made, 1);
    assert.equal(await served(), 'bundle 1');
    assert.deepEqual(
      (await readdir(path.dirname(target))).concat(await kept()).length,
      2,
      'nothing unfinished lies about',
    );
  });

  for (const name of ['workflows/index.ts', 'workflows/trading/rules.ts', 'core/money.ts', 'core/new.ts']) {
    it(`is made anew after a change of ${name}, and the earlier one serves again when it is undone`, async () => {
      await obtainBundle(order());
      await source(name, 'export const changed = true;');
      await obtainBundle(order());
      assert.equal(await served(), 'bundle 2');
      await (name === 'core/new.ts' ? rm(path.join(folder, name)) : source(name, 'export {};'));
      await obtainBundle(order());
      assert.equal(await served(), 'bundle 1');
      assert.equal(made, 2);
    });
  }

  it('is one for each entry and each list of modules loaded before it', async () => {
    await obtainBundle(order());
    await obtainBundle(order({}, 'pipeline-index'));
    const { ingredients } = order();
    await obtainBundle(
      order({ ingredients: { ...ingredients, preloadModules: [path.join(folder, 'core/money.ts')] } }),
    );
    assert.equal(made, 3);
  });

  const damages: Record<string, (file: string) => Promise<void>> = {
    'cut off': (file) => truncate(file, 20),
    empty: (file) => truncate(file, 0),
    'changed in a letter': async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('bundle', 'bungle')),
    'continued after its end': async (file) => writeFile(file, `${await readFile(file, 'utf8')}more`),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`is made anew when the kept one is ${what}`, async () => {
      await obtainBundle(order());
      const [name] = await kept();
      await damage(path.join(cache, 'workflow-bundles', name!));
      await obtainBundle(order());
      assert.equal(await served(), 'bundle 2');
      await obtainBundle(order());
      assert.equal(made, 2, 'the new one is kept whole');
    });
  }

  it('stays as it is where a worker uses it, when the cache is cleaned and the sources change', async () => {
    await obtainBundle(order());
    await rm(cache, { recursive: true });
    await source('core/money.ts', 'export const other = 1;');
    assert.equal(await served(), 'bundle 1');
  });

  it('is refused when the sources change while it is made', async () => {
    const bundler = async (_: unknown, file: string) => {
      await source('core/money.ts', 'export const late = 1;');
      await writeFile(file, 'of which sources?');
    };
    await assert.rejects(obtainBundle(order({ bundler })), /changed while they were bundled/);
    assert.deepEqual(await kept(), []);
  });

  it('leaves nothing behind when the bundler fails half-way', async () => {
    const bundler = async (_: unknown, file: string) => {
      await writeFile(file, 'half');
      throw new Error('no such module');
    };
    await assert.rejects(obtainBundle(order({ bundler })), /no such module/);
    assert.deepEqual(await kept(), []);
    await assert.rejects(served(), /ENOENT/);
  });

  it('is kept for the eight sources used last', async () => {
    for (let index = 0; index < 10; index += 1) {
      await source('core/money.ts', `export const version = ${index};`);
      await obtainBundle(order());
      await sleep(5);
    }
    assert.equal((await kept()).length, 8);
    await obtainBundle(order());
    assert.equal(made, 10, 'the newest is among them');
  });
});

describe('workflow bundle, made by a process of its own', function () {
  this.timeout(90_000);
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'minutehand-bundle-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function order(entry: string, signal?: AbortSignal): BundleOrder {
    const workflows = path.join(PROJECT, 'workflows');
    return {
      ingredients: {
        workflowsPath: path.join(workflows, `${entry}.ts`),
        preloadModules: [path.join(workflows, 'stack-depth.ts')],
        sourceFolders: [workflows, path.join(PROJECT, 'core')],
      },
      target: path.join(folder, 'data', `${entry}.js`),
      cache: path.join(folder, 'cache'),
      ...(signal ? { signal } : {}),
    };
  }

  it('is what a worker makes of the same workflows by itself, and replays a recorded history', async () => {
    const { ingredients, target, ...rest } = order('index');
    await obtainBundle({ ingredients, target, ...rest });
    const { code } = await bundleWorkflowCode({
      workflowsPath: ingredients.workflowsPath,
      preloadModules: [...ingredients.preloadModules],
      logger: new DefaultLogger('WARN'),
    });
    assert.equal(await readFile(target, 'utf8'), code);
    const history = JSON.parse(
      await readFile(path.join(PROJECT, 'test/histories/entry-stop-and-time-exit.json'), 'utf8'),
    ) as unknown;
    await Worker.runReplayHistory({ workflowBundle: { codePath: target } }, history);
  });

  it('says why when a workflow cannot be bundled', async () => {
    await assert.rejects(obtainBundle(order('absent')), /absent/);
  });

  it('is given up within a second when the start is', async () => {
    const giveUp = new AbortController();
    const obtaining = obtainBundle(order('pipeline-index', giveUp.signal));
    const refused = assert.rejects(obtaining, /given up|SIGKILL/);
    await sleep(700);
    const since = Date.now();
    giveUp.abort();
    await refused;
    assert.ok(Date.now() - since < 1_000);
    assert.deepEqual(await readdir(path.join(folder, 'cache', 'workflow-bundles')), []);
  });
});
