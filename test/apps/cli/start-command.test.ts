import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

function start(...args: string[]) {
  const command = ['--import', 'tsx', 'apps/cli/start.ts', ...args];
  return spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8', timeout: 30_000 });
}

describe('npm start', () => {
  it('refuses a bad option with one sentence on standard error and exit code 2', () => {
    const { status, stdout, stderr } = start('--speed', 'fast');
    assert.equal(stderr, '--speed is "fast", and must be "max", or a number above 0 and up to 1000\n');
    assert.deepEqual([status, stdout], [2, '']);
  });

  it('refuses a bad model folder before anything is started, and leaves the data folder to a corrected start', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'minutehand-start-'));
    try {
      const { status, stdout, stderr } = start('--model', path.join(folder, 'none'), '--data-dir', folder);
      assert.match(stderr, /^--model can't be used: the model bundle .*none has no readable bundle\.json: .*\n$/);
      assert.deepEqual([status, stdout], [2, '']);
      assert.equal(existsSync(path.join(folder, 'market.json')), false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('refuses a data folder where nothing can be made', function () {
    if (!existsSync('/proc/self')) this.skip();
    const { status, stdout, stderr } = start('--data-dir', '/proc/minutehand/data');
    assert.match(stderr, /^the data folder \/proc\/minutehand\/data can't be made: ENOENT: .*\n$/);
    assert.deepEqual([status, stdout], [2, '']);
  });

  it('prints its help on standard output and exits with 0', () => {
    const { status, stdout, stderr } = start('--help');
    assert.match(stdout, /^Usage: npm start -- \[options\]/);
    assert.deepEqual([status, stderr], [0, '']);
  });
});
