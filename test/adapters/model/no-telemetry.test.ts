import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChild } from '../../../adapters/training/child-process.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe("the runtime's telemetry", () => {
  it('is off: a process that serves a model leaves no identifier and no queue of reports', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'minutehand-home-'));
    try {
      const script = `
        import { loadBundle } from './adapters/model/bundle.ts';
        import { bundledModelDirectory } from './adapters/model/bundled-model.ts';
        await loadBundle(bundledModelDirectory('simulated'));
        console.log('served');
      `;
      const lines: string[] = [];
      const end = await runChild({
        command: process.execPath,
        args: ['--import', 'tsx', '--input-type=module', '--eval', script],
        cwd: ROOT,
        // The runtime is silent under CI by itself; here our own switch is on trial.
        environment: { HOME: home, XDG_CACHE_HOME: path.join(home, 'cache'), CI: '', ORT_DISABLE_TELEMETRY: '' },
        onLine: (line) => lines.push(line),
      });
      assert.equal(end.code, 0, end.lastErrorLines.join('\n'));
      assert.deepEqual(lines, ['served']);
      const left = (await readdir(home, { recursive: true })).filter((name) =>
        /microsoft|onnxruntime|deviceid/i.test(name),
      );
      assert.deepEqual(left, []);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
