import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PipelineSnapshot } from '../../apps/dashboard/pipeline/pipeline-snapshot.ts';
import { needS3Server, startS3Server } from '../adapters/object-store/versitygw.ts';
import type { S3Server } from '../adapters/object-store/versitygw.ts';
import { CliRun } from './cli-run.ts';

const PROGRAM = fileURLToPath(new URL('../../apps/cli/minutehand.mjs', import.meta.url));
const PATIENCE_MS = 180_000;

describe('npm start with its lake in S3', function () {
  this.timeout(300_000);
  let folder: string;
  let server: S3Server | undefined;
  let run: CliRun | undefined;
  let lake: string;
  let tables: PipelineSnapshot['tables'];

  before(async function () {
    const program = await needS3Server(this);
    this.timeout(300_000);
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-s3-lake-'));
    server = await startS3Server(program, folder);
    lake = `s3://${server.bucket}/minutehand`;
    run = await CliRun.inNewFolder({ pipeline: true });
    const { dashboard } = await run.start(['--lake', lake], server.env);
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      ({ tables } = (await (await fetch(`${dashboard}/api/pipeline`)).json()) as PipelineSnapshot);
      if (rowsOf('gold/features_1m') > 0 && rowsOf('bronze/depth20') > 0 && rowsOf('models/registry') > 0) break;
      assert.ok(Date.now() < deadline, JSON.stringify(tables));
      await sleep(1_000);
    }
    assert.equal(await run.end('SIGTERM'), 0, run.output.join('\n'));
  });
  after(async () => {
    await run?.remove();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function rowsOf(table: string): number {
    return tables.find(({ name }) => name === table)?.rows ?? 0;
  }

  async function command(...args: readonly string[]): Promise<unknown> {
    const env = { ...process.env, ...server?.env };
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args, '--json'], { env });
    return JSON.parse(stdout);
  }

  it('makes the month before the start there, and no lake in the data folder', () => {
    assert.equal(rowsOf('silver/bars_1m'), 30 * 1_440);
    assert.equal(rowsOf('gold/features_1m'), 30 * 1_440);
    assert.equal(existsSync(path.join(run!.directory, 'lake')), false);
  });

  it('is listed and asked by the lake commands, and holds the registry of models', async () => {
    const listed = JSON.stringify(await command('lake', 'ls', '--lake', lake));
    assert.match(listed, /gold\/features_1m/);
    const answer = JSON.stringify(
      await command('lake', 'query', 'SELECT count(*) AS minutes FROM silver.bars_1m', '--lake', lake),
    );
    assert.match(answer, /43200/);
    assert.match(JSON.stringify(await command('model', 'ls', '--lake', lake)), /champion/);
  });
});
