import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../../adapters/temporal-server/leftover.ts';
import { startChild } from '../../../apps/cli/child-process.ts';
import type { ChildOptions, RunningProcess } from '../../../apps/cli/child-process.ts';
import { Supervised } from '../../../apps/cli/supervisor.ts';

let folder: string;

/** A child of plain JavaScript, so that it starts at once. */
function child(source: string, options: Partial<ChildOptions> = {}): ChildOptions {
  const module = path.join(folder, 'child.mjs');
  writeFileSync(module, source);
  const logFile = path.join(folder, 'child.log');
  return { name: 'child', module, args: [], logFile, readyWithinMs: 5_000, graceMs: 2_000, ...options };
}

const READY = 'console.log(JSON.stringify({ ready: true }));';
const POLITE = `process.on('disconnect', () => process.exit()); process.on('SIGTERM', () => process.exit()); ${READY}`;
const STUBBORN = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); ${READY}`;

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 20) {
    if (condition()) return;
    await sleep(20);
  }
  assert.fail(`never: ${what}`);
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'minutehand-supervisor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a child process', () => {
  it('is there when it says so, and gone when it is stopped', async () => {
    const running = await startChild(child(POLITE));
    assert.equal(isAlive(running.pid), true);
    await running.stop();
    assert.equal(isAlive(running.pid), false);
  });

  it('writes its output to its log', async () => {
    const running = await startChild(
      child(`console.log('before'); console.error('beside'); ${POLITE} console.log('after');`),
    );
    await running.stop();
    const log = readFileSync(path.join(folder, 'child.log'), 'utf8');
    assert.deepEqual(log.split('\n').sort(), ['', 'after', 'before', 'beside', '{"ready":true}']);
  });

  it('is killed when it does not end in its time', async () => {
    const running = await startChild(child(STUBBORN, { graceMs: 100 }));
    await running.stop();
    assert.equal(await running.exited, 'SIGKILL');
  });

  it('that never gets ready is ended and reported', async () => {
    await assert.rejects(
      startChild(child('setInterval(() => {}, 1000);', { readyWithinMs: 300 })),
      /not ready within 0\.3 s/,
    );
  });

  it('is given up at once when nobody waits any more', async () => {
    const stop = new AbortController();
    const starting = startChild(child('setInterval(() => {}, 1000);', { signal: stop.signal }));
    stop.abort();
    await assert.rejects(starting, /it was stopped/);
  });

  for (const [how, source] of [
    ['listens', POLITE],
    ['does not listen', STUBBORN],
  ] as const) {
    it(`that ${how} does not outlive a starter that is killed with -9`, () => outliveStarter(child(source)));
  }
});

/** Starts a child from a process of its own, kills that, and waits for the child to end. */
async function outliveStarter(options: ChildOptions): Promise<void> {
  const module = path.resolve(import.meta.dirname, '../../../apps/cli/child-process.ts');
  const script = `import { startChild } from ${JSON.stringify(module)};
      const running = await startChild(${JSON.stringify(options)});
      console.log(running.pid);
      setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = Number(await new Promise((resolve) => starter.stdout.once('data', (data) => resolve(String(data)))));
  assert.equal(isAlive(pid), true);
  starter.kill('SIGKILL');
  await until(() => !isAlive(pid), 'the child ends');
}

describe('a supervised process', () => {
  it('comes back when it was killed, each time as a new process', async () => {
    const seen: number[] = [];
    const ended: string[] = [];
    const supervised = await Supervised.start({
      name: 'child',
      launch: () => startChild(child(POLITE)),
      onRunning: ({ pid }) => seen.push(pid),
      onEnded: (how) => ended.push(how),
    });
    for (let kill = 1; kill <= 2; kill += 1) {
      process.kill(seen.at(-1) ?? 0, 'SIGKILL');
      await until(() => seen.length === kill + 1, 'it comes back');
    }
    await supervised.stop();
    assert.deepEqual(ended, ['SIGKILL', 'SIGKILL']);
    assert.deepEqual(seen.map(isAlive), [false, false, false]);
  });

  it('stays down when it was stopped', async () => {
    let launches = 0;
    const supervised = await Supervised.start({
      name: 'child',
      launch: () => {
        launches += 1;
        return startChild(child(POLITE));
      },
    });
    await supervised.stop();
    await sleep(300);
    assert.equal(launches, 1);
  });

  it('waits longer after each fall', async () => {
    const delays: number[] = [];
    const stop = new AbortController();
    await Supervised.start({
      name: 'child',
      launch: async () => fallen(),
      onEnded: (_, delay) => {
        delays.push(delay);
        if (delays.length === 4) stop.abort();
      },
      signal: stop.signal,
    });
    await until(() => delays.length === 4, 'four falls');
    assert.deepEqual(delays, [100, 200, 400, 800]);
  });

  it('begins with the shortest wait again once it has lived for a while', async () => {
    const delays: number[] = [];
    const stop = new AbortController();
    await Supervised.start({
      name: 'child',
      launch: async () => ({ ...fallen(), exited: sleep(60, 'SIGKILL') }),
      onEnded: (_, delay) => {
        delays.push(delay);
        if (delays.length === 3) stop.abort();
      },
      signal: stop.signal,
      recoveredMs: 30,
    });
    await until(() => delays.length === 3, 'three falls');
    assert.deepEqual(delays, [100, 100, 100]);
  });

  it('passes on why it does not start the first time', async () => {
    const launch = async () => Promise.reject(new Error('no such file'));
    await assert.rejects(Supervised.start({ name: 'child', launch }), /no such file/);
  });

  it('lets go of a launch that is under way when it is stopped', async () => {
    let launches = 0;
    const supervised = await Supervised.start({
      name: 'child',
      launch: (signal) => {
        launches += 1;
        return launches === 1
          ? Promise.resolve(fallen())
          : startChild(child('setInterval(() => {}, 1000);', { signal }));
      },
    });
    await until(() => launches === 2, 'the second launch');
    const before = Date.now();
    await supervised.stop();
    assert.ok(Date.now() - before < 2_000);
  });
});

/** A process that is gone as soon as it runs. */
function fallen(): RunningProcess {
  return { pid: 0, exited: Promise.resolve('code 1'), stop: async () => {} };
}
