import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withProcessLock } from '../../../adapters/training/process-lock.ts';

describe('process lock', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-lock-'));
    file = path.join(directory, 'made', 'it.lock');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('lets one work at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await sleep(20);
      inside--;
    };
    await Promise.all([withProcessLock(file, work), withProcessLock(file, work), withProcessLock(file, work)]);
    assert.equal(most, 1);
  });

  it('is free again after a failure', async () => {
    await assert.rejects(
      withProcessLock(file, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await withProcessLock(file, () => Promise.resolve(5)), 5);
    assert.ok(!existsSync(file));
  });

  it('tells who holds it, once', async () => {
    const told: number[] = [];
    const first = withProcessLock(file, () => sleep(700));
    await sleep(20);
    await withProcessLock(file, () => Promise.resolve(), { onWait: (pid) => told.push(pid) });
    await first;
    assert.deepEqual(told, [process.pid]);
  });

  it('is taken over from a process that is no longer there', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const lock = path.join(directory, 'stale.lock');
    await writeFile(lock, String(gone));
    assert.equal(await withProcessLock(lock, () => Promise.resolve('mine')), 'mine');
  });

  it('is taken over from a process that died before it could sign', async () => {
    const lock = path.join(directory, 'unsigned.lock');
    await writeFile(lock, '');
    await utimes(lock, new Date(), new Date(Date.now() - 60_000));
    assert.equal(await withProcessLock(lock, () => Promise.resolve('mine')), 'mine');
  });

  it('stops waiting when aborted, and leaves the lock to its holder', async () => {
    const lock = path.join(directory, 'held.lock');
    await writeFile(lock, String(process.pid));
    const signal = AbortSignal.timeout(50);
    await assert.rejects(withProcessLock(lock, () => Promise.resolve(), { signal }));
    assert.ok(existsSync(lock));
  });
});
