import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import type { LakeLocation } from '../../../adapters/lakehouse/lakehouse.ts';
import { createModelRegistry } from '../../../adapters/registry/model-registry.ts';
import type { ModelRegistry } from '../../../adapters/registry/port.ts';
import { RegistryRefusal } from '../../../adapters/registry/registry-refusal.ts';
import type { NewRegistryEvent } from '../../../core/model/registry-events.ts';
import { newEvent, SCOPE } from '../../core/model/registry-events.ts';
import { withEnvironment } from '../object-store/environment.ts';
import { needS3Server, startS3Server } from '../object-store/versitygw.ts';
import type { S3Server } from '../object-store/versitygw.ts';

const VERDICT: NonNullable<NewRegistryEvent['verdict']> = {
  decision: 'promote',
  reason: 'better by 1.5 bps a trade',
  checks: [{ rule: 'least-trades', passed: true, sentence: '120 trades', numbers: { trades: 120, sharpe: null } }],
};

/** What every registry must do; `place` is a new lake at each call. */
function registryContract(place: () => LakeLocation): void {
  let lake: Lakehouse;
  let registry: ModelRegistry;
  const sizes = { memoryLimit: '256MB', threads: 1 };
  beforeEach(() => {
    lake = new Lakehouse(place(), sizes);
    registry = createModelRegistry(lake);
  });
  afterEach(() => lake.close());

  it('is empty where nothing was ever written, and writes nothing to say so', async () => {
    assert.deepEqual(await registry.events(), []);
    assert.equal(await registry.champion(SCOPE), undefined);
    assert.deepEqual(await registry.list(), []);
    assert.equal(await registry.show('a'), undefined);
    assert.deepEqual((await lake.store.list('')).entries, []);
  });

  it('gives back every event as it was written, in order', async () => {
    const registered = newEvent('registered', 'a', null, {
      metrics: { macroF1: 0.41, precisionBuy: null, classShares: { SELL: 0.1, HOLD: 0.8, BUY: 0.1 } },
    });
    const promoted = newEvent('promoted', 'a', null, { verdict: VERDICT, workflowId: 'retrain-BTCUSDT' });
    assert.deepEqual(await registry.record(registered), { ...registered, sequence: 0 });
    assert.deepEqual(await registry.record(promoted), { ...promoted, sequence: 1 });
    assert.deepEqual(await registry.events(), [
      { ...registered, sequence: 0 },
      { ...promoted, sequence: 1 },
    ]);
    const champion = await registry.champion(SCOPE);
    assert.deepEqual([champion?.modelId, champion?.previous, champion?.since.sequence], ['a', null, 1]);
    assert.deepEqual((await registry.show('a'))?.metrics, registered.metrics);
    assert.deepEqual(
      (await registry.list(SCOPE)).map(({ modelId, standing }) => [modelId, standing]),
      [['a', 'champion']],
    );
  });

  it('adds nothing for the same key, nor for a model that is registered again', async () => {
    const first = await registry.record(newEvent('registered', 'a', null));
    assert.deepEqual(await registry.record(newEvent('registered', 'a', null, { reason: 'a retry' })), first);
    assert.deepEqual(await registry.record(newEvent('registered', 'a', null, { key: 'another start' })), first);
    await registry.record(newEvent('promoted', 'a', null));
    await registry.record(newEvent('promoted', 'a', null));
    assert.equal((await registry.events()).length, 2);
  });

  it('refuses what can not be, and leaves everything as it was', async () => {
    await registry.record(newEvent('registered', 'a', null));
    await assert.rejects(registry.record(newEvent('promoted', 'b', null)), (error) => {
      assert.ok(error instanceof RegistryRefusal);
      assert.equal(error.message, 'no model b is registered');
      return true;
    });
    assert.equal((await registry.events()).length, 1);
  });

  it('gives writers at the same time one order, and none of their events twice', async () => {
    const ids = ['a', 'b', 'c'];
    await Promise.all(
      ids.flatMap((id) => [1, 2].map(() => createModelRegistry(lake).record(newEvent('registered', id, null)))),
    );
    const events = await registry.events();
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      [0, 1, 2],
    );
    assert.deepEqual(events.map(({ modelId }) => modelId).sort(), ids);
  });

  it('lets one of several promotions at once win; the others learn that the champion has changed', async () => {
    const ids = ['a', 'b', 'c'];
    for (const id of ids) await registry.record(newEvent('registered', id, null));
    const outcomes = await Promise.allSettled(ids.map((id) => registry.record(newEvent('promoted', id, null))));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        assert.match(String(outcome.reason), /RegistryRefusal: .*has changed meanwhile/);
    }
    assert.equal((await registry.events()).filter(({ kind }) => kind === 'promoted').length, 1);
  });
}

describe('model registry', () => {
  let directory: string;
  let count = 0;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-registry-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  describe('in a folder', () => {
    registryContract(() => ({ kind: 'folder', folder: path.join(directory, `lake-${(count += 1)}`) }));
  });

  describe('in S3', () => {
    let server: S3Server | undefined;
    let restore: (() => void) | undefined;
    before(async function () {
      server = await startS3Server(await needS3Server(this), directory);
      restore = withEnvironment(server.env);
    });
    after(async () => {
      restore?.();
      await server?.stop();
    });
    registryContract(() => ({
      kind: 's3',
      bucket: server?.bucket ?? '',
      prefix: `lake-${(count += 1)}`,
      forcePathStyle: true,
    }));
  });
});
