import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lakehouse } from '../../../../adapters/lakehouse/lakehouse.ts';
import { bundledModelDirectory } from '../../../../adapters/model/bundled-model.ts';
import { createBundleStore } from '../../../../adapters/registry/bundle-store.ts';
import { createModelRegistry } from '../../../../adapters/registry/model-registry.ts';
import { registerBundle } from '../../../../adapters/registry/register-bundle.ts';
import { newEvent, SCOPE } from '../../../core/model/registry-events.ts';
import { capturedCommand } from '../lake/captured-command.ts';

describe('minutehand model', function () {
  this.timeout(20_000);
  let folder: string;
  /** Of the shipped bundle, the only one that is whole. */
  let shipped: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-model-commands-'));
    const lake = new Lakehouse(
      { kind: 'folder', folder: path.join(folder, 'lake') },
      { memoryLimit: '256MB', threads: 1 },
    );
    const registry = createModelRegistry(lake);
    const bundles = createBundleStore(lake.store, path.join(folder, 'cache'));
    const origin = { who: 'tester', reason: 'ships with the project' };
    ({ modelId: shipped } = await registerBundle({ registry, bundles }, bundledModelDirectory('simulated')!, origin));
    await registry.record(newEvent('registered', 'without-files', null));
    await registry.record(newEvent('promoted', 'without-files', null));
    await lake.close();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = (line: string) => capturedCommand(['model', ...line.split(' '), '--data-dir', folder], 200);
  const json = async (line: string): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await run(`${line} --json`);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  it('ls: every model with its standing, as a table and as JSON', async () => {
    const { stdout } = await run('ls');
    assert.match(stdout, /^model +standing +symbol +market +data from +data to +registered \(UTC\) +by\n/);
    assert.match(stdout, /without-files +champion +BTCUSDT +simulated +2022-01-01 +2022-06-01 /);
    const { models } = (await json('ls')) as { models: { modelId: string; standing: string }[] };
    assert.deepEqual(
      models.map(({ modelId, standing }) => [modelId, standing]),
      [
        [shipped, 'registered'],
        ['without-files', 'champion'],
      ],
    );
  });

  it('show: data, metrics and history', async () => {
    const { stdout, code } = await run(`show ${shipped}`);
    assert.equal(code, 0);
    assert.match(stdout, /^lstm-BTCUSDT-simulated-\w+: registered, for BTCUSDT on the simulated market\n/);
    assert.match(stdout, / {2}macroF1 {2}0\.\d+\n/);
    assert.match(stdout, /registered by tester: ships with the project/);
    assert.equal((await json(`show ${shipped}`))['modelId'], shipped);
  });

  it('promote and rollback: change the champion, with who and why in the history', async () => {
    assert.deepEqual(await json(`promote ${shipped} --reason better`), {
      champion: shipped,
      before: 'without-files',
      ...SCOPE,
    });
    const history = (await json(`show ${shipped}`)) as { standing: string; events: { kind: string; reason: string }[] };
    assert.equal(history.standing, 'champion');
    assert.deepEqual(
      history.events.map(({ kind, reason }) => [kind, reason]),
      [
        ['registered', 'ships with the project'],
        ['promoted', 'better'],
      ],
    );
    const again = await run(`promote ${shipped}`);
    assert.deepEqual([again.code, again.stderr], [2, `the model ${shipped} is the champion already\n`]);
    const back = await run('rollback');
    assert.equal(back.code, 2, 'the one before has no files any more');
    assert.match(back.stderr, /^without-files must not serve: .* has no bundle of the model without-files: /);
    assert.equal((await json(`show ${shipped}`))['standing'], 'champion');
  });

  it('rollback: goes to the champion before', async () => {
    await run(`promote ${shipped}`);
    const lake = new Lakehouse(
      { kind: 'folder', folder: path.join(folder, 'lake') },
      { memoryLimit: '256MB', threads: 1 },
    );
    await createModelRegistry(lake).record(newEvent('promoted', 'without-files', shipped));
    await lake.close();
    const { code, stdout } = await run('rollback');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^${shipped} is the champion of BTCUSDT on the simulated market, in the place of`));
  });

  it('refuses a bundle that was damaged in the store, and changes nothing', async () => {
    const file = path.join(folder, 'lake', 'models', 'bundles', shipped, 'model.onnx');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 1));
    const { code, stderr } = await run(`promote ${shipped}`);
    assert.equal(code, 2);
    assert.match(stderr, /must not serve: .* can't be used: /);
    assert.equal((await json('show without-files'))['standing'], 'champion');
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['show nobody', /^no model nobody is registered in .*; there are: lstm-BTCUSDT-simulated-\w+, without-files\n$/],
    ['promote nobody', /^no model nobody is registered/],
    ['rollback', /^without-files is the first champion of BTCUSDT on the simulated market: there is none before it/],
    ['rollback --market binance', /^there is no champion for the market binance in /],
    ['retrain --newest 2022-02-30', /^--newest: "2022-02-30" is not a date/],
    ['retrain --window-days 0', /right is a whole number from 1 to 3650/],
    ['retrain', /^no npm start runs on .*: start it, or name a server by TEMPORAL_ADDRESS/],
    ['show', /missing required argument 'id'; --help explains every option/],
  ];
  for (const [line, sentence] of refused) {
    it(`${line}: one sentence and exit code 2`, async () => {
      const environment = process.env['TEMPORAL_ADDRESS'];
      delete process.env['TEMPORAL_ADDRESS'];
      try {
        const { code, stdout, stderr } = await run(line);
        assert.match(stderr, sentence);
        assert.equal(stderr.trimEnd().split('\n').length, 1);
        assert.deepEqual([code, stdout], [2, '']);
      } finally {
        if (environment !== undefined) process.env['TEMPORAL_ADDRESS'] = environment;
      }
    });
  }

  it('explains itself', async () => {
    const { code, stdout } = await capturedCommand(['model', '--help']);
    assert.equal(code, 0);
    for (const name of ['ls', 'show', 'promote', 'rollback', 'retrain']) assert.match(stdout, new RegExp(`  ${name} `));
  });
});
