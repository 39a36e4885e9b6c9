import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { createModelRegistry } from '../../../adapters/registry/model-registry.ts';
import { registryChampion } from '../../../adapters/registry/registry-champion.ts';
import { newEvent, SCOPE } from '../../core/model/registry-events.ts';

describe('the champion by the registry', () => {
  let folder: string;
  let lake: Lakehouse;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-champion-'));
    lake = new Lakehouse({ kind: 'folder', folder }, { memoryLimit: '128MB', threads: 1 });
  });
  afterEach(async () => {
    await lake.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is none, then the one promoted, then the one rolled back to; the table is read only after a change', async () => {
    const registry = createModelRegistry(lake);
    let reads = 0;
    const counted = {
      champion: (scope: typeof SCOPE) => {
        reads += 1;
        return registry.champion(scope);
      },
    };
    const unused = { fetch: () => Promise.reject(new Error('not asked for')) };
    const source = registryChampion(counted, unused, lake.store, SCOPE);
    const look = async (): Promise<string | undefined> => {
      await source.championId();
      return source.championId();
    };
    assert.equal(await look(), undefined);
    assert.equal(reads, 0);
    await registry.record(newEvent('registered', 'a', null));
    await registry.record(newEvent('registered', 'b', null));
    assert.equal(await look(), undefined);
    await registry.record(newEvent('promoted', 'a', null));
    assert.equal(await look(), 'a');
    await registry.record(newEvent('promoted', 'b', 'a'));
    assert.equal(await look(), 'b');
    await registry.record(newEvent('rolled-back', 'a', 'b'));
    assert.equal(await look(), 'a');
    assert.equal(reads, 4);
    const elsewhere = registryChampion(registry, unused, lake.store, { ...SCOPE, market: 'binance' });
    assert.equal(await elsewhere.championId(), undefined);
  });
});
