import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BundleError } from '../../../adapters/model/bundle-error.ts';
import type { BundleManifest } from '../../../adapters/model/bundle-schema.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { FolderStore } from '../../../adapters/object-store/folder-store.ts';
import { listAll } from '../../../adapters/object-store/list-all.ts';
import { ObjectStoreError } from '../../../adapters/object-store/object-store-error.ts';
import type { ObjectStore } from '../../../adapters/object-store/port.ts';
import { S3Store } from '../../../adapters/object-store/s3-store.ts';
import { createBundleStore } from '../../../adapters/registry/bundle-store.ts';
import type { BundleStore } from '../../../adapters/registry/bundle-store.ts';
import { withEnvironment } from '../object-store/environment.ts';
import { needS3Server, startS3Server } from '../object-store/versitygw.ts';
import type { S3Server } from '../object-store/versitygw.ts';

const SHIPPED = bundledModelDirectory('simulated')!;

/** What it must do on every object store; `makeStore` gives an empty one at each call. */
function bundleStoreContract(makeStore: () => ObjectStore): void {
  let folder: string;
  let store: ObjectStore;
  let bundles: BundleStore;
  let cache: string;
  let id: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-bundles-'));
    cache = path.join(folder, 'cache');
    store = makeStore();
    bundles = createBundleStore(store, cache);
    ({ id } = JSON.parse(await readFile(path.join(SHIPPED, 'bundle.json'), 'utf8')) as BundleManifest);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const refuses = (promise: Promise<unknown>, sentence: RegExp): Promise<void> =>
    assert.rejects(promise, (error) => {
      assert.ok(error instanceof BundleError, String(error));
      assert.match(error.message, sentence);
      return true;
    });
  /** A copy of the shipped bundle whose description was edited. */
  async function edited(edit: (manifest: { createdBy: object; temperature: number }) => void): Promise<string> {
    const copy = path.join(folder, 'edited');
    await cp(SHIPPED, copy, { recursive: true });
    const file = path.join(copy, 'bundle.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { createdBy: object; temperature: number };
    edit(manifest);
    await writeFile(file, JSON.stringify(manifest));
    return copy;
  }

  it('gives back a published bundle, checked, byte for byte', async () => {
    assert.equal(await bundles.has(id), false);
    const { manifest, key } = await bundles.publish(SHIPPED);
    assert.equal(key, `models/bundles/${id}`);
    assert.equal(manifest.id, id);
    assert.equal(await bundles.has(id), true);
    const fetched = await bundles.fetch(id);
    assert.equal(fetched.directory, path.join(cache, id));
    for (const name of await readdir(SHIPPED)) {
      assert.ok((await readFile(path.join(SHIPPED, name))).equals(await readFile(path.join(fetched.directory, name))));
    }
    assert.deepEqual(await readdir(cache), [id], 'nothing half-made is left');
  });

  it('publishes once: a second time, and the same training by another command, change nothing', async () => {
    await bundles.publish(SHIPPED);
    const before = await store.get(`models/bundles/${id}/bundle.json`);
    await bundles.publish(SHIPPED);
    await bundles.publish(await edited((manifest) => Object.assign(manifest.createdBy, { command: 'another' })));
    assert.deepEqual(await store.get(`models/bundles/${id}/bundle.json`), before);
  });

  it('refuses another bundle of the same id', async () => {
    await bundles.publish(SHIPPED);
    await refuses(
      bundles.publish(await edited((manifest) => (manifest.temperature += 0.5))),
      /has another bundle of the id .* its bundle\.json differs/,
    );
  });

  it('refuses to publish a damaged bundle, and writes nothing of it', async () => {
    const copy = await edited(() => undefined);
    await writeFile(path.join(copy, 'model.onnx'), 'no graph');
    await refuses(bundles.publish(copy), /is not the file that bundle\.json describes/);
    assert.deepEqual((await store.list('')).entries, []);
  });

  it('has no bundle before its manifest is there', async () => {
    await bundles.publish(SHIPPED);
    await store.delete(`models/bundles/${id}/bundle.json`);
    assert.equal(await bundles.has(id), false);
    await refuses(bundles.fetch(id), /has no bundle of the model .*: there is no models\/bundles\/.*\/bundle\.json$/);
    await bundles.publish(SHIPPED);
    assert.equal((await bundles.fetch(id)).manifest.id, id, 'and a second attempt completes it');
  });

  it('refuses a bundle that was damaged in the store, and keeps nothing of it here', async () => {
    await bundles.publish(SHIPPED);
    await store.put(`models/bundles/${id}/model.onnx`, Buffer.from('no graph'));
    await refuses(bundles.fetch(id), /^the bundle models\/bundles\/.* can't be used: /);
    assert.deepEqual(await readdir(cache), []);
    await store.put(`models/bundles/${id}/bundle.json`, Buffer.from('null'));
    await refuses(bundles.fetch(id), /is not a model bundle/);
  });

  it('brings a damaged copy of this machine again, and asks the store for nothing while the copy is whole', async () => {
    await bundles.publish(SHIPPED);
    const { directory } = await bundles.fetch(id);
    await writeFile(path.join(directory, 'model.onnx'), 'no graph');
    assert.equal((await bundles.fetch(id)).manifest.id, id);
    for await (const { key } of listAll(store, 'models/')) await store.delete(key);
    assert.equal((await bundles.fetch(id)).manifest.id, id);
  });

  it('may be asked for the same bundle by several at once', async () => {
    await bundles.publish(SHIPPED);
    const fetched = await Promise.all(Array.from({ length: 4 }, () => createBundleStore(store, cache).fetch(id)));
    assert.deepEqual(new Set(fetched.map(({ directory }) => directory)), new Set([path.join(cache, id)]));
    assert.deepEqual(await readdir(cache), [id]);
  });

  it('refuses a text that can not be an id', async () => {
    for (const bad of ['', '../x', 'a/b', '.hidden', 'x'.repeat(201)]) {
      await refuses(bundles.fetch(bad), /can't be a model's id/);
      await refuses(bundles.has(bad), /can't be a model's id/);
    }
  });
}

describe('bundle store', function () {
  this.timeout(20_000);
  let directory: string;
  let count = 0;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-bundle-store-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  describe('in a folder', () => {
    bundleStoreContract(() => new FolderStore(path.join(directory, `store-${(count += 1)}`)));

    it('says that the store can not be written, rather than that the bundle is bad', async () => {
      await writeFile(path.join(directory, 'a-file'), '');
      const bundles = createBundleStore(new FolderStore(path.join(directory, 'a-file')), path.join(directory, 'none'));
      await assert.rejects(bundles.publish(SHIPPED), ObjectStoreError);
    });
  });

  describe('in S3', () => {
    let server: S3Server | undefined;
    let restore: (() => void) | undefined;
    const stores: S3Store[] = [];
    before(async function () {
      server = await startS3Server(await needS3Server(this), directory);
      restore = withEnvironment(server.env);
    });
    after(async () => {
      for (const store of stores) store.close();
      restore?.();
      await server?.stop();
    });
    bundleStoreContract(() => {
      const store = new S3Store({ bucket: server?.bucket ?? '', prefix: `s-${(count += 1)}`, forcePathStyle: true });
      stores.push(store);
      return store;
    });
  });
});
