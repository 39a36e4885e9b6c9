import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FolderStore } from '../../../adapters/object-store/folder-store.ts';
import { listAll } from '../../../adapters/object-store/list-all.ts';
import { ObjectMissing, ObjectStoreError } from '../../../adapters/object-store/object-store-error.ts';
import type { ObjectStore } from '../../../adapters/object-store/port.ts';
import { S3Store } from '../../../adapters/object-store/s3-store.ts';
import { withEnvironment } from './environment.ts';
import { needS3Server, startS3Server } from './versitygw.ts';
import type { S3Server } from './versitygw.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (read: Uint8Array): string => Buffer.from(read).toString();

/** What every store must do; `makeStore` gives an empty one at each call. */
function storeContract(makeStore: () => ObjectStore): void {
  let store: ObjectStore;
  beforeEach(() => {
    store = makeStore();
  });

  async function keys(prefix: string): Promise<string[]> {
    const found: string[] = [];
    for await (const entry of listAll(store, prefix)) found.push(entry.key);
    return found;
  }

  it('gives back what was put, and what was put over it', async () => {
    await store.put('a/b', bytes('first'));
    assert.equal(text(await store.get('a/b')), 'first');
    await store.put('a/b', bytes('second, longer'));
    assert.equal(text(await store.get('a/b')), 'second, longer');
  });

  it('keeps every byte of an object of 3 MB, and of an empty one', async () => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 31) % 251);
    await store.put('large', large);
    assert.ok(Buffer.from(large).equals(await store.get('large')));
    await store.put('empty', new Uint8Array());
    assert.equal((await store.get('empty')).length, 0);
  });

  it('says what is missing when an object is read that is not there', async () => {
    await assert.rejects(store.get('no/such'), (error) => {
      assert.ok(error instanceof ObjectMissing);
      assert.equal(error.key, 'no/such');
      assert.match(error.message, /there is no object "no\/such" in /);
      return true;
    });
  });

  it('puts if absent once: the second has lost and changes nothing', async () => {
    assert.equal(await store.putIfAbsent('log/0', bytes('mine')), 'won');
    assert.equal(await store.putIfAbsent('log/0', bytes('yours')), 'lost');
    assert.equal(text(await store.get('log/0')), 'mine');
  });

  it('lets one of 32 simultaneous put-if-absents win, and keeps its bytes', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 32 }, (_, i) => store.putIfAbsent('log/race', bytes(`writer ${i}`))),
    );
    assert.equal(outcomes.filter((outcome) => outcome === 'won').length, 1);
    assert.equal(text(await store.get('log/race')), `writer ${outcomes.indexOf('won')}`);
  });

  it('tells size and time of an object, and nothing of one that is not there', async () => {
    const before = Date.now();
    await store.put('x/head', bytes('12345'));
    const entry = await store.head('x/head');
    assert.equal(entry?.key, 'x/head');
    assert.equal(entry.size, 5);
    assert.ok(Math.abs(entry.modified - before) < 10_000, `modified ${entry.modified}, asked at ${before}`);
    assert.equal(await store.head('x/none'), undefined);
    assert.equal(await store.head('x'), undefined);
  });

  it('lists by prefix, which needs not end at a slash, in the order of the bytes', async () => {
    for (const key of ['t/b', 't/a/2', 't/a/10', 't/a-1', 't/ä', 't/Z', 'u/a', 'ta']) await store.put(key, bytes(key));
    assert.deepEqual(await keys('t/'), ['t/Z', 't/a-1', 't/a/10', 't/a/2', 't/b', 't/ä']);
    assert.deepEqual(await keys('t/a'), ['t/a-1', 't/a/10', 't/a/2']);
    assert.deepEqual(await keys('t/a/1'), ['t/a/10']);
    assert.deepEqual(await keys('none/'), []);
    assert.equal((await keys('')).length, 8);
  });

  it('lists in pages, each with where the next begins', async () => {
    for (let i = 0; i < 7; i += 1) await store.put(`p/${i}`, bytes('x'.repeat(i)));
    const first = await store.list('p/', { limit: 3 });
    assert.deepEqual(
      first.entries.map((entry) => [entry.key, entry.size]),
      [
        ['p/0', 0],
        ['p/1', 1],
        ['p/2', 2],
      ],
    );
    assert.equal(first.next, 'p/2');
    const second = await store.list('p/', { limit: 3, after: 'p/2' });
    assert.equal(second.entries.at(-1)?.key, 'p/5');
    const last = await store.list('p/', { limit: 3, after: second.next ?? '' });
    assert.deepEqual([last.entries.map((entry) => entry.key), last.next], [['p/6'], undefined]);
  });

  it('lists after a key that is not there', async () => {
    for (const i of [1, 3]) await store.put(`q/${i}`, bytes('x'));
    assert.deepEqual(
      (await store.list('q/', { after: 'q/2' })).entries.map((entry) => entry.key),
      ['q/3'],
    );
  });

  it('deletes, also what is not there', async () => {
    await store.put('d/1', bytes('x'));
    await store.delete('d/1');
    await store.delete('d/1');
    assert.equal(await store.head('d/1'), undefined);
    assert.equal(await store.putIfAbsent('d/1', bytes('again')), 'won');
  });

  it('takes keys with spaces, percent signs, equal signs and colons as they are', async () => {
    const key = 'h/date=2024-01-01/name=a%3Ab c+d/π:é.parquet';
    await store.put(key, bytes('odd'));
    assert.equal(text(await store.get(key)), 'odd');
    assert.deepEqual(await keys('h/'), [key]);
  });

  it('refuses keys that would leave the store or mean something else in another store', async () => {
    for (const key of ['', '/a', 'a/', 'a//b', 'a/../b', './a', 'a\0b', 'k'.repeat(1025)]) {
      await assert.rejects(async () => store.put(key, bytes('x')), ObjectStoreError, JSON.stringify(key));
      await assert.rejects(async () => store.get(key), ObjectStoreError, JSON.stringify(key));
    }
  });
}

describe('object store', () => {
  let directory: string;
  let count = 0;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-store-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  describe('in a folder', () => {
    storeContract(() => new FolderStore(path.join(directory, `store-${(count += 1)}`)));
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

    const makeStore = (bucket = server?.bucket ?? '') => {
      const store = new S3Store({ bucket, prefix: `store-${(count += 1)}`, forcePathStyle: true });
      stores.push(store);
      return store;
    };
    storeContract(makeStore);

    it('says which bucket is missing rather than that the object is', async () => {
      await assert.rejects(makeStore('no-such-bucket').get('a'), (error) => {
        assert.ok(error instanceof ObjectStoreError && !(error instanceof ObjectMissing));
        assert.match(error.message, /could not read "a" in s3:\/\/no-such-bucket\/.*NoSuchBucket/);
        return true;
      });
    });
  });
});
