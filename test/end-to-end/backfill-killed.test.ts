import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { readBackfill, startBackfill } from '../../adapters/backfill/backfill-client.ts';
import { startDevServer } from '../../adapters/temporal-server/dev-server.ts';
import type { DevServer } from '../../adapters/temporal-server/dev-server.ts';
import { findPresentProgram } from '../../adapters/temporal-server/find-dev-server.ts';
import { freePort } from '../../adapters/temporal-server/free-port.ts';
import type { BackfillProgress, BackfillRequest } from '../../core/pipeline/backfill/backfill.ts';
import { progressLine } from '../../core/pipeline/backfill/progress-text.ts';
import { ArchiveServer } from '../adapters/archive/archive-server.ts';
import { klineCsv, klineRow, MINUTE } from '../adapters/archive/sample-files.ts';
import { LakeFolder } from '../adapters/backfill/lake-folder.ts';
import { FakeExchange } from '../adapters/binance/fake-exchange.ts';
import { lacking } from '../house/toolchain.ts';

const FROM = Date.UTC(2022, 0, 1);
const MONTHS = [0, 1, 2, 3, 4, 5].map((month) => Date.UTC(2022, month, 1));
const REQUEST: BackfillRequest = { symbol: 'BTCUSDT', kind: 'klines', from: '2022-01-01', to: '2022-07-01' };

/** What no retry may change: rows and versions of the tables. */
async function stateOf(lake: LakeFolder): Promise<Record<string, number>> {
  return {
    rows: await lake.count('bronze/kline_1m'),
    minutes: Number((await lake.query('bronze/kline_1m', 'SELECT count(DISTINCT event_time) FROM t'))?.[0]?.[0]),
    version: await lake.version('bronze/kline_1m'),
    files: await lake.count('bronze/archive_files'),
    filesVersion: await lake.version('bronze/archive_files'),
  };
}

describe('a back-fill whose worker or server is killed', function () {
  this.timeout(240_000);
  let server: DevServer;
  /** Started again as it was, with what its database has. */
  let startServer: () => Promise<DevServer>;
  let connection: Connection;
  let client: Client;
  let worker: ChildProcess | undefined;
  const lake = new LakeFolder();
  let archive: ArchiveServer;
  let exchange: FakeExchange;

  before(async function () {
    const found = await findPresentProgram();
    if (found?.kind !== 'program') lacking(this, 'no Temporal dev server on this machine: npm test gets one');
    archive = await ArchiveServer.start();
    exchange = await FakeExchange.start();
    const ports = { port: await freePort(), uiPort: await freePort() };
    startServer = () =>
      startDevServer({
        program: found.path,
        ports,
        databaseFile: path.join(lake.folder, 'temporal', 'temporal.db'),
        logFile: path.join(lake.folder, 'temporal.log'),
      });
    server = await startServer();
    connection = await Connection.connect({ address: server.address });
    client = new Client({ connection });
  });
  after(async () => {
    worker?.kill('SIGKILL');
    await connection?.close();
    await server?.stop();
    await archive?.close();
    await exchange?.stop();
    await lake.close();
  });

  const startWorker = async (): Promise<ChildProcess> => {
    const program = path.join(import.meta.dirname, 'backfill-worker.ts');
    const settings = [server.address, lake.folder, archive.baseUrl, exchange.endpoints.restUrl];
    const child = fork(program, settings, {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    return child;
  };
  const run = async (): Promise<BackfillProgress> => {
    const { handle } = await startBackfill(client, REQUEST);
    return (await handle.result()) as BackfillProgress;
  };

  /** Each month's file holds a day less two minutes; by REST one of them can be had, and nothing of other days. */
  async function publish(months: readonly number[]): Promise<void> {
    for (const month of months) {
      const name = `BTCUSDT-1m-${new Date(month).toISOString().slice(0, 7)}.zip`;
      await archive.publish(name, klineCsv(month, 1_438));
    }
    exchange.on('GET /fapi/v1/klines', ({ params }) => {
      const wanted = months.map((month) => month + 1_438 * MINUTE);
      const rows = wanted.filter((time) => time >= Number(params['startTime']) && time <= Number(params['endTime']));
      return {
        body: rows.map((time) => JSON.parse(`["${klineRow(time, 40_000).replaceAll(',', '","')}"]`).map(asWire)),
      };
    });
  }

  it('goes on where it was, loads every file once, asks REST for the rest, and a second run changes nothing', async () => {
    await publish(MONTHS);
    exchange.marketTime(Date.UTC(2022, 6, 1));
    archive.misbehave('BTCUSDT-1m-2022-01.zip', { status: 500 });
    archive.misbehave('BTCUSDT-1m-2022-02.zip', { status: 429, headers: { 'retry-after': '1' } });
    archive.slowMs = 200;

    worker = await startWorker();
    const { handle, isNew } = await startBackfill(client, REQUEST);
    assert.ok(isNew);
    assert.equal((await startBackfill(client, REQUEST)).isNew, false);
    while ((await lake.count('bronze/archive_files')) < 2) await sleep(50);
    const state = await readBackfill(client, REQUEST);
    assert.match(progressLine(state.progress, Date.now()), /^klines BTCUSDT, 2022-01-01 to 2022-06-30: \d of 6 months/);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    assert.ok((await lake.count('bronze/archive_files')) < 6, 'it was killed in the middle');

    worker = await startWorker();
    const first = (await handle.result()) as BackfillProgress;
    const { totals } = first;
    assert.deepEqual([totals.filesLoaded, totals.fileRows, totals.restRows], [6, 6 * 1_438, 6]);
    const days = (Date.UTC(2022, 6, 1) - FROM) / 86_400_000;
    assert.equal(totals.missing, days * 1_440 - 6 * 1_439);
    const after = await stateOf(lake);
    assert.deepEqual([after['rows'], after['minutes'], after['files']], [6 * 1_439, 6 * 1_439, 6]);
    assert.deepEqual([after['version'], after['filesVersion']], [12, 6]);
    const payload = await lake.query(
      'bronze/kline_1m',
      `SELECT payload FROM t WHERE source = 'rest' ORDER BY event_time LIMIT 1`,
    );
    assert.match(String(payload?.[0]?.[0]), /^\[1641081480000,"40000\.00","40002\.00"/);

    const second = await run();
    assert.deepEqual([second.totals.filesLoaded, second.totals.filesUnchanged, second.totals.restRows], [0, 6, 0]);
    assert.deepEqual(await stateOf(lake), after);
    const runs = await lake.query('audit/pipeline_runs', 'SELECT status FROM t ORDER BY finished_time');
    assert.deepEqual(runs, [['succeeded'], ['unchanged']]);
  });

  it('goes on when the Temporal server was killed in the middle of it and is back, and loads every file once', async () => {
    await publish([6, 7, 8, 9, 10, 11].map((month) => Date.UTC(2022, month, 1)));
    exchange.marketTime(Date.UTC(2023, 0, 1));
    archive.slowMs = 400;
    worker ??= await startWorker();
    const before = await stateOf(lake);
    const { handle, isNew } = await startBackfill(client, { ...REQUEST, from: '2022-07-01', to: '2023-01-01' });
    assert.ok(isNew);
    const result = (): Promise<BackfillProgress> => handle.result() as Promise<BackfillProgress>;
    while ((await lake.count('bronze/archive_files')) < Number(before['files']) + 2) await sleep(50);
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    assert.ok((await lake.count('bronze/archive_files')) < Number(before['files']) + 6, 'it was killed in the middle');
    await sleep(1_000);
    server = await startServer();

    const { totals, failed } = await result().catch(result);
    assert.deepEqual(failed, []);
    assert.deepEqual([totals.filesLoaded, totals.fileRows, totals.restRows], [6, 6 * 1_438, 6]);
    const after = await stateOf(lake);
    for (const [what, added] of Object.entries({ rows: 6 * 1_439, minutes: 6 * 1_439, files: 6, filesVersion: 6 })) {
      assert.equal(after[what], Number(before[what]) + added, what);
    }
    const runs = await lake.query('audit/pipeline_runs', 'SELECT status FROM t ORDER BY finished_time DESC LIMIT 1');
    assert.deepEqual(runs, [['succeeded']]);
  });
});

/** Times and counts of a REST kline are numbers, the rest is text. */
function asWire(text: string, column: number): string | number {
  return [0, 6, 8].includes(column) ? Number(text) : text;
}
