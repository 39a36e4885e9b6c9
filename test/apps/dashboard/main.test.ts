import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const MAIN = path.resolve(import.meta.dirname, '../../../apps/dashboard/main.ts');
const NEEDED = ['--audit', '/nowhere', '--exchange', 'http://127.0.0.1:9'];

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly ended: Promise<[code: number | null, signal: string | null]>;
}

function run(args: readonly string[], withIpc = false): Run {
  const stdio = ['ignore', 'pipe', 'pipe', ...(withIpc ? ['ipc' as const] : [])] as ('ignore' | 'pipe' | 'ipc')[];
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { stdio });
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, out: () => text, ended: once(child, 'exit') as Promise<[number | null, string | null]> };
}

async function ready({ child, out }: Run): Promise<{ ready: boolean; url: string }> {
  while (!out().includes('\n')) {
    assert.equal(child.exitCode, null, out());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return JSON.parse(out()) as { ready: boolean; url: string };
}

describe('dashboard process', () => {
  for (const [how, stop] of [
    ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
    ['the end of whoever started it', (child: ChildProcess) => child.disconnect()],
  ] as const) {
    it(`says where it is in one line of JSON, and stops in order on ${how}`, async () => {
      const dashboard = run([...NEEDED, '--port', '0', '--temporal', '127.0.0.1:9', '--json'], true);
      const line = await ready(dashboard);
      assert.equal(line.ready, true);
      // With a question to a dead server on its way.
      const asked = fetch(`${line.url}/api/snapshot`).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
      stop(dashboard.child);
      assert.deepEqual(await dashboard.ended, [0, null], dashboard.out());
      await asked;
    });
  }

  for (const [args, sentence] of [
    [
      ['--port', '70000', ...NEEDED],
      /'--port <port>' argument '70000' is invalid\. It must be 0 \(any free one\) to 65535/,
    ],
    [['--audit', '/nowhere', '--exchange', 'binance'], /argument 'binance' is invalid\. It must be an http address/],
    [['--exchange', 'http://127.0.0.1:9'], /required option '--audit <folder>' not specified/],
    [[...NEEDED, '--colour', 'red'], /unknown option '--colour'/],
  ] as const) {
    it(`refuses ${args.join(' ')} with a sentence`, async () => {
      const dashboard = run(args);
      assert.equal((await dashboard.ended)[0], 1);
      assert.match(dashboard.out(), sentence);
      assert.doesNotMatch(dashboard.out(), /\n\s+at /);
    });
  }
});
