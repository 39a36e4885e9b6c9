import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { knownModel } from '../../../apps/cli/steps/model.ts';

describe('the model trained by an earlier start', () => {
  let folder: string;
  const said: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-known-'));
    cpSync(bundledModelDirectory('simulated')!, path.join(folder, 'bundle'), { recursive: true });
    writeFileSync(path.join(folder, 'trained-model.json'), JSON.stringify({ bundle: path.join(folder, 'bundle') }));
    said.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const known = () => knownModel(path.join(folder, 'trained-model.json'), (why) => said.push(why));

  it('is used again', async () => {
    assert.equal(await known(), path.join(folder, 'bundle'));
    assert.deepEqual(said, []);
  });

  it('is trained again, with the reason, when this version computes other features', async () => {
    const manifest = path.join(folder, 'bundle', 'bundle.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/("featureHash": ")[0-9a-f]{4}/, '$1ffff'));
    assert.equal(await known(), undefined);
    assert.match(said.join(), /was trained on other features/);
  });

  it('is trained again when it is gone', async () => {
    rmSync(path.join(folder, 'bundle'), { recursive: true });
    assert.equal(await known(), undefined);
    assert.equal(said.length, 1);
  });
});
