import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChild } from '../../../adapters/training/child-process.ts';
import { preparePythonEnvironment } from '../../../adapters/training/python-environment.ts';
import { findPython } from '../../../adapters/training/python-interpreter.ts';
import { TrainingFailure } from '../../../adapters/training/training-failure.ts';
import { needPython } from './training-toolchain.ts';

describe('Python for training', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-python-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function pretendPython(version: string): Promise<string> {
    const file = path.join(directory, `python-${version}`);
    await writeFile(file, `#!/bin/sh\necho ${version}\n`);
    await chmod(file, 0o755);
    return file;
  }

  it('takes the first that the packages have wheels for', async () => {
    const [old, fit, newest] = [await pretendPython('3.8'), await pretendPython('3.10'), await pretendPython('3.12')];
    assert.deepEqual(await findPython([old, fit, newest]), { command: fit, version: '3.10' });
  });

  it('says what is needed and what was found instead', async () => {
    const [old, tooNew] = [await pretendPython('3.8'), await pretendPython('3.14')];
    await assert.rejects(findPython([old, '/nowhere/python3', tooNew]), (error) => {
      assert.ok(error instanceof TrainingFailure);
      assert.match(error.message, /^Python 3\.9 to 3\.12 .* is needed/);
      assert.ok(error.message.includes(`${old} is 3.8, ${tooNew} is 3.14`));
      return true;
    });
  });

  it('says so when there is none at all', async () => {
    await assert.rejects(findPython(['/nowhere/python3']), /none of \/nowhere\/python3 can be run/);
  });

  describe('environment', () => {
    let requirements: string;
    let cacheDir: string;

    beforeEach(async () => {
      requirements = path.join(directory, 'requirements.txt');
      cacheDir = path.join(directory, 'cache');
      await writeFile(requirements, '# nothing\n');
    });

    /** Makes environments as Python would, without its seconds: only the calls are real. */
    async function quickPython(): Promise<string> {
      const file = path.join(directory, 'quick-python');
      const script = `#!/bin/sh
        for last; do :; done
        case "$1 $2" in
          "-c "*) echo 3.11 ;;
          "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
          "-m pip") if grep -q impossible "$last"; then echo "no wheel of impossible" >&2; exit 1; fi
            echo "Collecting numpy==2.0.2 (from -r $last)"; echo "noise"; sleep 0.2 ;;
        esac
      `;
      await writeFile(file, script);
      await chmod(file, 0o755);
      return file;
    }
    async function prepare(options: { onProgress?: (line: string) => void; signal?: AbortSignal } = {}) {
      return await preparePythonEnvironment({ requirements, cacheDir, pythons: [await quickPython()], ...options });
    }

    it('is a real one, which runs from where it was moved to', async function () {
      this.timeout(60_000);
      await needPython(this);
      const made = await preparePythonEnvironment({ requirements, cacheDir });
      const printed: string[] = [];
      const args = ['-c', 'import sys; print(sys.prefix)'];
      await runChild({ command: made.python, args, onLine: (line) => printed.push(line) });
      assert.deepEqual(printed, [made.directory]);
    });

    it('is made once, telling the packages, and is another one for other requirements', async () => {
      const told: string[] = [];
      const onProgress = (line: string): number => told.push(line);
      const made = await prepare({ onProgress });
      assert.deepEqual(told, [`making a Python 3.11 environment in ${made.directory}`, 'Collecting numpy==2.0.2']);
      assert.deepEqual(await prepare({ onProgress }), made);
      assert.equal(told.length, 2);
      assert.deepEqual(await readdir(cacheDir), [path.basename(made.directory)]);

      await writeFile(requirements, 'numpy==2.0.1\n');
      assert.notEqual((await prepare()).directory, made.directory);
    });

    it('is made by one of two that want it at the same time', async () => {
      const told: string[] = [];
      const [one, other] = await Promise.all([
        prepare({ onProgress: (line) => told.push(line) }),
        prepare({ onProgress: (line) => told.push(line) }),
      ]);
      assert.deepEqual(one, other);
      assert.equal(told.filter((line) => line.startsWith('making')).length, 1);
    });

    it('is made again when it was never finished', async () => {
      const made = await prepare();
      await rm(path.join(made.directory, '.complete'));
      await writeFile(path.join(made.directory, 'left-over'), '');
      const half = `${made.directory}.making-999999999`;
      await mkdir(half);
      assert.deepEqual(await prepare(), made);
      assert.ok(existsSync(path.join(made.directory, '.complete')));
      assert.ok(!existsSync(path.join(made.directory, 'left-over')));
      assert.ok(!existsSync(half));
    });

    it('says why the packages can not be had, and leaves nothing behind', async () => {
      await writeFile(requirements, 'impossible==1.0\n');
      await assert.rejects(prepare(), (error) => {
        assert.ok(error instanceof TrainingFailure);
        assert.match(
          error.message,
          /could not install the pinned packages: .* ended with code 1: no wheel of impossible/,
        );
        return true;
      });
      assert.deepEqual(await readdir(cacheDir), []);
    });

    it('is left unmade when aborted', async () => {
      const abort = new AbortController();
      const making = prepare({
        signal: abort.signal,
        onProgress: (line) => {
          if (line.startsWith('Collecting')) abort.abort(new Error('operator pressed Ctrl-C'));
        },
      });
      await assert.rejects(making, /operator pressed Ctrl-C/);
      assert.deepEqual(await readdir(cacheDir), []);
    });
  });
});
