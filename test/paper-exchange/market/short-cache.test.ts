import assert from 'node:assert/strict';
import { ShortCache } from '../../../apps/paper-exchange/market/short-cache.ts';

describe('a cache for a moment', () => {
  it('asks once for questions at the same time and shortly after, again later', async () => {
    let now = 0;
    let asked = 0;
    const cache = new ShortCache<number>(100, () => now);
    const ask = (): Promise<number> => Promise.resolve(++asked);
    assert.deepEqual(await Promise.all([cache.get('a', ask), cache.get('a', ask)]), [1, 1]);
    now = 99;
    assert.equal(await cache.get('a', ask), 1);
    assert.equal(await cache.get('b', ask), 2);
    now = 100;
    assert.equal(await cache.get('a', ask), 3);
    assert.equal(await cache.get('b', ask), 2);
  });

  it('does not remember failures', async () => {
    const cache = new ShortCache<number>(100, () => 0);
    await assert.rejects(
      cache.get('a', () => Promise.reject(new Error('down'))),
      /down/,
    );
    assert.equal(await cache.get('a', () => Promise.resolve(5)), 5);
  });
});
