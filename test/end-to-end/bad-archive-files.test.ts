import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createBackfillActivities } from '../../activities/pipeline/backfill.ts';
import { createBinanceExchange } from '../../adapters/binance/binance-exchange.ts';
import { startDevServer } from '../../adapters/temporal-server/dev-server.ts';
import { findPresentProgram } from '../../adapters/temporal-server/find-dev-server.ts';
import { freePort } from '../../adapters/temporal-server/free-port.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { klineCsv, zipOf } from '../adapters/archive/sample-files.ts';
import { LakeFolder } from '../adapters/backfill/lake-folder.ts';
import { FakeExchange } from '../adapters/binance/fake-exchange.ts';
import { lacking } from '../house/toolchain.ts';
import { pipelineBundle } from '../workflows/pipeline/etl-environment.ts';
import { startCommand } from './lake-command-process.ts';

describe('lake backfill of files that are not as they should be', function () {
  this.timeout(120_000);
  const closing: (() => unknown)[] = [];
  let lake: LakeFolder;
  let command: { readonly code: number | null; readonly errors: string };

  before(async function () {
    const found = await findPresentProgram();
    if (found?.kind !== 'program') lacking(this, 'no Temporal dev server on this machine: npm test gets one');
    lake = new LakeFolder();
    closing.unshift(() => lake.close());
    const files = path.join(lake.folder, 'files');
    await mkdir(files);
    const month = (number: number): string => klineCsv(Date.UTC(2022, number - 1, 1), 100);
    const zipped = (number: number, csv = month(number)) => zipOf(`BTCUSDT-1m-2022-0${number}.csv`, csv);
    const put = (name: string, content: Buffer | string) =>
      writeFile(path.join(files, `BTCUSDT-1m-2022-0${name}`), content);
    await put('1.zip', (await zipped(1)).subarray(0, -100));
    await put('2.zip', await zipped(2));
    await put('2.zip.CHECKSUM', `${'0'.repeat(64)}  BTCUSDT-1m-2022-02.zip\n`);
    await put('3.zip', await zipped(3, month(3).replace(/^(.*\n)([^,]*),[^,]*/, '$1$2,dear')));
    await put('4.zip', await zipped(4));

    const temporal = await startDevServer({
      program: found.path,
      ports: { port: await freePort(), uiPort: await freePort() },
      logFile: path.join(lake.folder, 'temporal.log'),
    });
    closing.unshift(() => temporal.stop());
    const exchange = await FakeExchange.start();
    closing.unshift(() => exchange.stop());
    const client = createBinanceExchange({ endpoints: exchange.endpoints });
    closing.unshift(() => client.close());
    const connection = await NativeConnection.connect({ address: temporal.address });
    closing.unshift(() => connection.close());
    const worker = await Worker.create({
      connection,
      taskQueue: TASK_QUEUES.pipeline,
      workflowBundle: await pipelineBundle(),
      activities: createBackfillActivities({
        lake: lake.lake,
        archive: { kind: 'folder', folder: files },
        history: client.rawHistory,
      }),
    });
    const ended = worker.run();
    closing.unshift(async () => {
      worker.shutdown();
      await ended;
    });
    const months = ['--from', '2022-01', '--to', '2022-04', '--kinds', 'klines', '--from-dir', files];
    command = await startCommand(['lake', 'backfill', ...months], { TEMPORAL_ADDRESS: temporal.address }).ended;
  });
  after(async () => {
    for (const close of closing) await close();
  });

  const sentences = [
    ['a truncated zip', /^2022-01: BTCUSDT-1m-2022-01\.zip can't be unpacked: .+$/m],
    ['a wrong checksum', /^2022-02: BTCUSDT-1m-2022-02\.zip.*0{64}.*$/m],
    ['a CSV with a bad line', /^2022-03: BTCUSDT-1m-2022-03\.zip.*line 2.*dear.*$/m],
  ] as const;
  for (const [what, sentence] of sentences) {
    it(`says on the screen which file is ${what}`, () => {
      assert.match(command.errors, sentence);
      assert.equal(command.code, 1);
    });
  }

  it('says why a file is fetched again, before it is given up', () => {
    assert.match(
      command.errors,
      /^loadBackfillPart failed, and is tried again: BTCUSDT-1m-2022-02\.zip has the SHA-256/m,
    );
  });

  it('takes the good month whole and nothing of the others', async () => {
    assert.equal(await lake.count('bronze/kline_1m'), 100);
    assert.deepEqual(await lake.query('bronze/archive_files', 'SELECT file FROM t'), [['BTCUSDT-1m-2022-04.zip']]);
  });
});
