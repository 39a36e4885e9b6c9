import assert from 'node:assert/strict';
import { unlessStopped } from '../../../apps/cli/stop-signals.ts';

describe('what is begun before a stop', () => {
  const never = new Promise<never>(() => undefined);

  it('is waited for while nothing is to stop', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessStopped(signal, Promise.resolve(7)), 7);
    await assert.rejects(unlessStopped(signal, Promise.reject(new Error('broken'))), /broken/);
  });

  it('is waited for no longer when everything is to stop, be it asked before or during the wait', async () => {
    const stop = new AbortController();
    const waiting = unlessStopped(stop.signal, never);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
    await assert.rejects(unlessStopped(stop.signal, never), /stopped/);
  });
});
