import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../../adapters/temporal-server/leftover.ts';
import { findPresentProgram } from '../../adapters/temporal-server/find-dev-server.ts';
import { lacking } from '../house/toolchain.ts';
import { recordedKlines } from './cli-run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MONTHS = ['2022-01', '2022-02'];
const MINUTES = (31 + 28) * 1_440;

describe('minutehand lake backfill and etl without a start', function () {
  this.timeout(180_000);
  let folder = '';
  const running: ChildProcess[] = [];

  before(async function () {
    const klines = recordedKlines(this);
    const found = await findPresentProgram();
    if (found?.kind !== 'program') lacking(this, 'no Temporal dev server on this machine: npm test gets one');
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-lake-alone-'));
    mkdirSync(path.join(folder, 'files'));
    for (const month of MONTHS) {
      const name = `BTCUSDT-1m-${month}.csv.gz`;
      copyFileSync(path.join(klines, name), path.join(folder, 'files', name));
    }
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const command = (line: string, ...more: string[]) => {
    const args = ['--import', 'tsx', 'apps/cli/minutehand.ts', 'lake', ...line.split(' '), ...more];
    const { TEMPORAL_ADDRESS: _, ...env } = process.env;
    const child = spawn(process.execPath, [...args, '--data-dir', path.join(folder, 'data'), '--json'], {
      ...{ cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    running.push(child);
    const written = { stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => code as number | null);
    const until = async (wanted: RegExp): Promise<void> => {
      while (!wanted.test(written.stderr)) {
        assert.equal(child.exitCode, null, `it ended before ${String(wanted)}: ${written.stderr}`);
        await sleep(50);
      }
    };
    return { child, written, ended, until };
  };
  const backfill = () => command(`backfill --kinds klines --from 2022-01 --to 2022-02 --from-dir ${folder}/files`);
  /** Server and worker of the command that ran last. */
  const processes = (): number[] =>
    Object.values(JSON.parse(readFileSync(path.join(folder, 'data', 'lake-processes.json'), 'utf8')) as object);

  it('killed, interrupted and run again, loads everything once, shows how far it is and leaves no process', async () => {
    const killed = backfill();
    await killed.until(/of 2 months/);
    assert.match(
      killed.written.stderr,
      /No pipeline runs on .*: this command brings up its own\. Temporal Web UI http/,
    );
    const left = processes();
    assert.equal(left.length, 2);
    killed.child.kill('SIGKILL');
    await killed.ended;
    for (const deadline = Date.now() + 30_000; left.some(isAlive) && Date.now() < deadline;) await sleep(100);
    assert.deepEqual(left.filter(isAlive), []);

    const interrupted = backfill();
    await interrupted.until(/of 2 months/);
    interrupted.child.kill('SIGINT');
    assert.equal(await interrupted.ended, 130);
    assert.match(
      interrupted.written.stderr,
      /backfill-BTCUSDT-klines is stopped: the same command goes on from here\n$/,
    );
    assert.deepEqual(processes(), []);

    const last = backfill();
    assert.equal(await last.ended, 0, last.written.stderr);
    const counted = command('query', 'SELECT count(*) AS n FROM bronze.kline_1m');
    assert.equal(await counted.ended, 0, counted.written.stderr);
    assert.deepEqual((JSON.parse(counted.written.stdout) as { rows: object[] }).rows, [{ n: MINUTES }]);
    assert.deepEqual(processes(), []);
  });

  it('makes silver and gold of days, and gives the folder back', async () => {
    const etl = command('etl --from 2022-01-01 --to 2022-01-02 --no-rest');
    assert.equal(await etl.ended, 0, etl.written.stderr);
    const { monthsDone, failed } = JSON.parse(etl.written.stdout) as { monthsDone: number; failed: object[] };
    assert.deepEqual([monthsDone, failed], [1, []]);
    assert.equal(existsSync(path.join(folder, 'data', 'lock')), false);
  });
});
