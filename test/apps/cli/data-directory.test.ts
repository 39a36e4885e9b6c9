import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startedAt } from '../../../adapters/temporal-server/leftover.ts';
import { openDataDirectory } from '../../../apps/cli/data-directory.ts';
import { lockDataDirectory } from '../../../apps/cli/data-lock.ts';

describe('the data folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'minutehand-data-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const simulated = { market: 'simulated', exchange: 'paper', symbol: 'BTCUSDT', seed: 1 };

  it('keeps one run tag for the same market over starts, fit for client order ids', () => {
    const first = openDataDirectory(root, simulated);
    assert.match(first.runTag, /^[a-z0-9]{8}$/);
    first.keepMarket();
    assert.deepEqual(openDataDirectory(root, { ...simulated }).runTag, first.runTag);
  });

  it('gives different folders different run tags', () => {
    const other = mkdtempSync(path.join(tmpdir(), 'minutehand-data-'));
    try {
      assert.notEqual(openDataDirectory(root, simulated).runTag, openDataDirectory(other, simulated).runTag);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('refuses the state of another market, and names both', () => {
    openDataDirectory(root, simulated).keepMarket();
    assert.throws(
      () => openDataDirectory(root, { ...simulated, seed: 2 }),
      /another market \(simulated BTCUSDT on paper, seed 1\).* for simulated BTCUSDT on paper, seed 2: choose another --data-dir/,
    );
  });

  it('belongs to no market before there is any state: a start that failed can be corrected', () => {
    openDataDirectory(root, simulated);
    openDataDirectory(root, { ...simulated, seed: 2 });
  });

  it('refuses a second start while the first runs, and says which process it is', () => {
    const unlock = lockDataDirectory(root);
    assert.throws(() => lockDataDirectory(root), new RegExp(`in use by another start \\(process ${process.pid}\\)`));
    unlock();
    lockDataDirectory(root)();
    assert.equal(existsSync(path.join(root, 'lock')), false);
  });

  it('takes over the lock of a process that is gone', async () => {
    const holder = spawn(process.execPath, ['-e', '']);
    writeFileSync(path.join(root, 'lock'), `${holder.pid} ${startedAt(holder.pid ?? 0)}\n`);
    await new Promise((resolve) => holder.once('exit', resolve));
    lockDataDirectory(root)();
  });

  it('takes over a lock whose pid belongs to another process by now', () => {
    writeFileSync(path.join(root, 'lock'), `${process.pid} before\n`);
    lockDataDirectory(root)();
  });

  for (const damaged of ['', 'x', '99999999 1\n']) {
    it(`takes over a lock that says ${JSON.stringify(damaged)}`, () => {
      writeFileSync(path.join(root, 'lock'), damaged);
      lockDataDirectory(root)();
    });
  }
});
