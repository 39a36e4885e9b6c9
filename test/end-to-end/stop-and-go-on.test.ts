import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliRun } from './cli-run.ts';
import { descendants, stillRunning } from './process-family.ts';

/** What the issue promises for a Ctrl-C. */
const STOP_WITHIN_MS = 10_000;

/** Stops a start like Ctrl-C does, and requires it to end in time, with success, leaving no process. */
async function ctrlC(run: CliRun): Promise<void> {
  const family = existsSync('/proc/self/stat') ? await descendants(run.pid) : [];
  const began = performance.now();
  assert.equal(await run.end('SIGINT'), 0, run.output.join('\n'));
  const took = performance.now() - began;
  assert.ok(took < STOP_WITHIN_MS, `it took ${took.toFixed(0)} ms`);
  assert.deepEqual(await stillRunning(family), []);
}

describe('Ctrl-C', function () {
  this.timeout(180_000);
  let run: CliRun;
  beforeEach(async () => {
    run = await CliRun.inNewFolder();
  });
  afterEach(async () => {
    await run.remove();
  });

  it('ends a start that is still obtaining the Temporal server, and leaves nothing half made', async () => {
    const [cache, bin] = [path.join(run.directory, 'cache'), path.join(run.directory, 'bin')];
    await mkdir(bin);
    // A compiler that takes its time, with a child of its own; the download before it may fail or hang.
    await writeFile(path.join(bin, 'go'), '#!/bin/sh\n[ "$1" = version ] && exit 0\nsleep 600 & sleep 600\n');
    await chmod(path.join(bin, 'go'), 0o755);
    const env = { MINUTEHAND_CACHE: cache, PATH: `${bin}:/usr/bin:/bin`, TEMPORAL_ADDRESS: '' };
    await run.startUntil(/building it with Go|downloading/, [], env);
    await sleep(1_000);
    await ctrlC(run);
    assert.deepEqual(await readdir(path.join(cache, 'bin')), []);
  });

  it('ends a start that is just starting its processes', async () => {
    await run.startUntil(/Paper exchange: starting/, []);
    await ctrlC(run);
  });

  it('ends a start whose worker is just fetching the history', async () => {
    await run.startUntil(/Worker: starting/, []);
    await sleep(300);
    await ctrlC(run);
  });

  it('ends everything that runs; the next start goes on with the position and sends no order twice', async () => {
    const options = ['--model', 'forced:BUY', '--rules', 'seed'];
    const first = await run.start(options);
    const holding = await untilHolding(first.dashboard);
    await ctrlC(run);
    const second = await run.start([...options, '--minutes', '5']);
    assert.equal(second.workflowId, first.workflowId);
    assert.equal(await run.end(), 0, run.output.join('\n'));

    const orders = await run.table('orders');
    const sent = orders.filter(({ status }) => status === 'SENT').map(({ clientId }) => clientId);
    assert.equal(new Set(sent).size, sent.length, `sent twice: ${sent.join(', ')}`);
    const fills = await run.table('fills');
    assert.equal(new Set(fills.map(({ tradeId }) => tradeId)).size, fills.length);
    assert.deepEqual(entriesWithinAPosition(fills), []);
    const decisions = (await run.table('decisions')).map(({ bar }) => bar);
    assert.equal(new Set(decisions).size, decisions.length, 'a minute was decided twice');
    assert.ok(holding > 0);
  });
});

/** Waits until the dashboard shows a position; returns its size. */
async function untilHolding(dashboard: string): Promise<number> {
  for (let waited = 0; waited < 60_000; waited += 200) {
    const answer = await fetch(`${dashboard}/api/snapshot`).catch(() => undefined);
    const snapshot = (await answer?.json().catch(() => undefined)) as
      { status?: { position?: { quantity: string } } } | undefined;
    const quantity = Number(snapshot?.status?.position?.quantity ?? 0);
    if (quantity > 0) return quantity;
    await sleep(200);
  }
  throw new Error('no position within a minute');
}

/** Bars of entries that were filled while a position of an earlier bar was still open. */
function entriesWithinAPosition(fills: readonly { bar: number; side: string; quantity: string }[]): number[] {
  const wrong: number[] = [];
  let open = 0;
  let since = 0;
  for (const { bar, side, quantity } of fills) {
    if (side === 'BUY' && open > 1e-9 && bar !== since) wrong.push(bar);
    if (side === 'BUY') since = bar;
    open += side === 'BUY' ? Number(quantity) : -Number(quantity);
  }
  return wrong;
}
